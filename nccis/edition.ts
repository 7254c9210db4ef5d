import { z } from 'zod';
import { isDay } from '../base/dates.ts';

/** How sure we are of a fact: a source (`S14`), memory (`M`, `M-low`) or an assumption (`A`); several may be named. */
const confidence = z.string().regex(/^(S\d+|M|M-low|A)( (S\d+|M|M-low|A))*$/, 'is not a confidence mark');
const day = z.string().refine(isDay, 'is not a day written YYYY-MM-DD');
const empty = z.literal('').transform(() => null);
const optional = <T extends z.ZodType>(type: T) => z.union([empty, type]);
const yes = z.enum(['Y', 'N']).transform((v) => v === 'Y');
const whole = z.string().regex(/^\d+$/, 'is not a whole number').transform(Number);
const code = z.string().min(1, 'is empty');

/** Rows of activity.csv: a current activity and all that follows from it. */
export const activityRow = z
  .strictObject({
    code: z.string().regex(/^\d{3}$/, 'is not three digits'),
    label: code,
    table_group: z.enum([
      'compulsory',
      'education',
      'employment',
      'training',
      're-engagement',
      'neet-available',
      'neet-not-available',
      'custody',
      'not-known',
    ]),
    headline: z.enum(['EET', 'NEET', 'NK', 'EXCL', 'PRE16']),
    participation: z.enum(['FTE', 'APP', 'WBL', 'PT', 'EWS', 'OTHER', 'NONE']),
    duty: z.enum(['MET', 'TOWARDS', 'BREAK', 'NOT', 'NA']),
    neet_subgroup: optional(z.enum(['AVAIL', 'NOTAVAIL'])),
    age_band: z.enum(['PRE16', 'POST16']),
    needs_send: yes,
    minimum_age: optional(whole),
    needs_characteristic: optional(code),
    lapse: optional(code),
    needs_predicted_end: yes,
    needs_review: yes,
    needs_neet_start: yes,
    needs_due: yes,
    valid_from: optional(day),
    valid_to: optional(day),
    replaced_by: optional(code),
    confidence,
    participation_confidence: confidence,
    duty_confidence: confidence,
    lapse_confidence: confidence,
  })
  .transform((r) => ({
    code: r.code,
    label: r.label,
    tableGroup: r.table_group,
    headline: r.headline,
    participation: r.participation,
    duty: r.duty,
    neetSubgroup: r.neet_subgroup,
    ageBand: r.age_band,
    needsSend: r.needs_send,
    minimumAge: r.minimum_age,
    needsCharacteristic: r.needs_characteristic,
    lapse: r.lapse,
    needsPredictedEnd: r.needs_predicted_end,
    needsReview: r.needs_review,
    needsNeetStart: r.needs_neet_start,
    needsDue: r.needs_due,
    validFrom: r.valid_from,
    validTo: r.valid_to,
    replacedBy: r.replaced_by,
    confidence: r.confidence,
    participationConfidence: r.participation_confidence,
    dutyConfidence: r.duty_confidence,
    lapseConfidence: r.lapse_confidence,
  }));
/** A current activity code (CA01) with its groups, its needs and the currency rule that it lapses by. */
export type Activity = z.infer<typeof activityRow>;

/** Rows of currency.csv. */
export const currencyRow = z
  .strictObject({
    rule: code,
    kind: z.enum(['YEAR_END', 'MONTHS', 'REVIEW_PLUS_DAYS']),
    n: optional(whole),
    cap_at_course_end: yes,
    confidence,
  })
  .refine(
    (r) => (r.kind === 'YEAR_END') === (r.n === null),
    'n is needed for months and days, and only there',
  )
  .transform(({ cap_at_course_end, ...r }) => ({ ...r, capAtCourseEnd: cap_at_course_end }));
/** How the day on which a record goes out of date follows from its dates; `n` is months or days. */
export type CurrencyRule = z.infer<typeof currencyRow>;

/** Rows of sets.csv. */
export const setRow = z
  .strictObject({
    set: code,
    title: code,
    owner: z.enum(['national', 'local']),
    used_by_return: yes,
    begins_longer_codes: optional(whole),
    check: optional(z.string()).default(null),
  })
  .transform((r) => ({
    set: r.set,
    title: r.title,
    owner: r.owner,
    usedByReturn: r.used_by_return,
    beginsLongerCodes: r.begins_longer_codes,
    check: r.check,
  }));
/** A code list; others write longer codes that begin with one of its own, of `beginsLongerCodes` characters; `check` is DfE's number for a value that is not in it. */
export type CodeSet = z.infer<typeof setRow>;

/** Rows of codes.csv. */
export const codeRow = z
  .strictObject({
    set: code,
    code,
    label: code,
    group: optional(z.string()),
    use: z.enum(['return', 'local', 'refused']),
    valid_from: optional(day),
    valid_to: optional(day),
    replaced_by: optional(code),
    sensitivity: z.enum(['0', '1', '2', '3']).transform(Number),
    confidence,
  })
  .transform(({ valid_from, valid_to, replaced_by, ...r }) => ({
    ...r,
    validFrom: valid_from,
    validTo: valid_to,
    replacedBy: replaced_by,
    sort: 0,
  }));
/** One code of a list; `use` says whether it may stand in a return, `group` is its group in tables. */
export type Code = z.infer<typeof codeRow>;

/** Rows of groups.csv. */
export const groupRow = z.strictObject({ group: code, set: code, code, confidence });
/** Membership of a named group of codes, such as DfE's vulnerable group. */
export type CodeGroup = z.infer<typeof groupRow>;

/** Rows of la.csv. */
export const laRow = z
  .strictObject({
    code: z.string().regex(/^\d{3}$/, 'is not three digits'),
    name: code,
    kind: z.enum(['la', 'outside-england', 'unknown', 'pseudo']),
    ons_code: optional(z.string().regex(/^E\d{8}$/, 'is not an ONS code')),
    region_code: optional(z.string().regex(/^E12\d{6}$/, 'is not a region code')),
    region: optional(code),
    from: optional(day),
    to: optional(day),
    successors: z.string().transform((v) => (v === '' ? [] : v.split(' '))),
    confidence,
  })
  .transform(({ ons_code, region_code, ...r }) => ({ ...r, onsCode: ons_code, regionCode: region_code }));
/** A local authority code; `kind` other than `la` is a pseudo code. Days are the first and last on which it held. */
export type La = z.infer<typeof laRow>;

/** Rows of la-ons.csv. */
export const laOnsRow = z
  .strictObject({
    code: z.string().regex(/^\d{3}$/, 'is not three digits'),
    ons_code: z.string().regex(/^E\d{8}$/, 'is not an ONS code'),
    to: day,
    confidence,
  })
  .transform(({ ons_code, ...r }) => ({ ...r, onsCode: ons_code }));
/** An ONS code that an authority had until a day, before the one in la.csv. */
export type FormerOnsCode = z.infer<typeof laOnsRow>;

const numbers = z
  .string()
  .regex(/^(\d+( \d+)*)?$/, 'is not a list of whole numbers')
  .transform((v) => (v === '' ? [] : v.split(' ').map(Number)));

/** Rows of indicators.csv. */
export const indicatorRow = z
  .strictObject({
    id: z.string().regex(/^[A-Z]\d+[a-z]?$/, 'is not an indicator id such as I10 or I17a'),
    label: code,
    measure: z.enum(['share', 'count', 'days', 'weighted']),
    over: z.string().regex(/^marts\.[a-z_]+$/, 'is not a mart'),
    numerator: code,
    denominator: optional(code),
    split: optional(z.string().regex(/^[a-z_]+$/, 'is not a column name')),
    bands: numbers.refine(isRising, 'does not rise'),
    months: numbers.refine((list) => list.every((m) => m >= 1 && m <= 12), 'is not a list of months'),
    mean_of: optional(z.enum(['RATIO_OF_MEANS', 'MEAN_OF_RATIOS'])),
    on: yes,
    confidence,
  })
  .refine(
    (r) => (r.measure === 'count') === (r.denominator === null),
    'a count has no denominator, all else has one',
  )
  .refine((r) => r.mean_of === null || r.months.length > 1, 'mean_of needs the months that it is the mean of')
  .transform(({ mean_of, ...r }) => ({ ...r, meanOf: mean_of }));
/**
 * One of the indicators: `numerator` and `denominator` are SQL over the rows of the mart `over` (conditions to count; `days` numbers to
 * average and band, `weighted` numbers to add up); `split` the column whose values are its parts; `bands` the lower ends of bands;
 * `months` those that it is reported for (none: any), `meanOf` how several of them become one; `on` false is reported only when asked.
 */
export type Indicator = z.infer<typeof indicatorRow>;

function isRising(list: number[]): boolean {
  return list.every((n, i) => i === 0 || n > list[i - 1]!);
}

/** Rows of timetable.csv. */
export const timetableRow = z
  .strictObject({ period_end: day, due_on: day, confidence })
  .transform((r) => ({ periodEnd: r.period_end, dueOn: r.due_on, confidence: r.confidence }));
/** The day on which a month's return is due. */
export type TimetableEntry = z.infer<typeof timetableRow>;

/** Rows of fields.csv: the elements of the return, in file order; `node` rows hold others. */
export const fieldRow = z
  .strictObject({
    path: z.string().regex(/^[A-Za-z0-9]+(\/[A-Za-z0-9]+)*$/, 'is not an element path'),
    after: optional(code),
    column: optional(z.string().regex(/^[a-z][a-z0-9_]*$/, 'is not a column name')),
    id: optional(code),
    label: code,
    type: z.enum(['node', 'text', 'date', 'digits', 'la', 'code', 'flag', 'status']),
    length: optional(whole),
    list: optional(code),
    need: z.enum(['M', 'C', 'O', 'W']),
    strict_need: z.enum(['M', 'C', 'O', 'W']),
    dataset: optional(code).default(null),
    required: z.enum(['M', 'C', 'O', 'W']).default('O'),
    required_when: optional(code).default(null),
    many: yes,
    alias: optional(code),
    confidence,
    length_confidence: optional(confidence).default(null),
    source: optional(code).default(null),
  })
  .refine(
    (r) => (r.required === 'C') === (r.required_when !== null),
    'required C and required_when go together',
  )
  .refine((r) => r.length !== null || r.length_confidence === null, 'the mark of a length that is not there')
  .transform(({ strict_need, required_when, length_confidence, ...r }) => ({
    ...r,
    requiredWhen: required_when,
    lengthConfidence: length_confidence,
    element: r.path.slice(r.path.lastIndexOf('/') + 1),
    strictNeed: strict_need,
  }));
/**
 * One element of the return: `path` below the root, `column` its name in the checks, `length` the greatest length (of `digits` and
 * `code`: the exact one), `list` the code list behind it, `need` whether the structural schema wants it (`strictNeed` the
 * strict one): mandatory, conditional, optional, withdrawn; `required` whether the requirement does, with `requiredWhen` the SQL condition
 * over prepare.sql's table of a conditional one, `source` the SQL that finds the value of an element that return.sql does not know, `dataset` the requirement's name for the part, `alias` another spelling that is read.
 */
export type Field = z.infer<typeof fieldRow>;

/** Rows of forms.csv. */
export const formRow = z
  .strictObject({
    column: code,
    check: optional(z.string()),
    pattern: optional(z.string().refine(isPattern, 'is not a pattern')),
    refused: optional(z.string()),
    check_character: optional(z.enum(['upn', 'uln'])),
    confidence,
  })
  .transform(({ check_character, ...r }) => ({ ...r, checkCharacter: check_character }));
/**
 * What the value of an element must look like, whoever types or sends it: `column` names the element as fields.csv does, `check` is the
 * number under which DfE finds fault with it (null: none does), `pattern` must fit the whole value, `refused` are the characters that
 * may not stand in it, `checkCharacter` the sum by which its characters hold together. How long it may be stands in fields.csv.
 */
export type Form = z.infer<typeof formRow>;

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}

/** An entry of checks.yaml that takes a check away. */
export const withdrawnCheck = z.strictObject({ no: z.string(), change: z.literal('withdraw') });

/** One entry of checks.yaml. */
export const checkEntry = z.strictObject({
  no: z.string().regex(/^[A-Z0-9]+$/),
  key: z.string().nullable().default(null),
  change: z.enum(['add', 'change']).default('add'),
  level: z.enum(['file', 'record', 'set']),
  priority: z.number().int().min(1).max(3).nullable(),
  field: z.string().nullable(),
  message: z.string().min(1),
  fix: z.string().min(1),
  when: z.string().nullable(),
  blocks: z
    .union([z.literal(true), z.string()])
    .nullable()
    .default(null),
  life: z.array(z.string()),
  confidence,
  active: z.boolean().default(true),
});
/**
 * One of DfE's checks. `no` is DfE's number (ours begin with a letter), `key` our name for a numbered cause of refusal, `when` the SQL condition under which a row fails (null: the
 * reader finds it), `blocks` the condition under which an import leaves the record out (true: as `when`), `life` the lists that had it, `active` false for those kept for the record only.
 */
export type Check = Omit<z.infer<typeof checkEntry>, 'change'>;

const month = z.number().int().min(1).max(12);
const yearDay = z.string().refine((v) => isDay(`2000-${v}`), 'is not a day of the year written MM-DD');
const academicAge = z.number().int().min(0).max(120);
const parts = {
  rootElement: z.string().regex(/^[A-Za-z][A-Za-z0-9]*$/),
  xmlSchemaVersion: z.string(),
  cohort: z.strictObject({
    finalCompulsoryAge: academicAge,
    headlineFrom: academicAge,
    headlineTo: academicAge,
    extendedTo: academicAge,
    extendedSen: z.string(),
    yearGroupBelowAge: academicAge,
    confidence,
  }),
  guarantee: z.strictObject({
    seasonStartsMonth: month,
    closesMonth: month,
    heldToMonth: month,
    fixedOn: yearDay,
    offersBy: yearDay,
    yearGroups: z.array(z.number().int()),
    confidence,
  }),
  survey: z.strictObject({ fixedOn: yearDay, referenceDay: yearDay, updatedTo: yearDay, confidence }),
  alarm: z.strictObject({
    cohortChangePercent: z.number().positive(),
    exceptMonths: z.array(month),
    confidence,
  }),
  fileNames: z.strictObject({
    return: z.string().includes('{la}').includes('{month}'),
    survey: z.string().includes('{la}').includes('{year}'),
    confidence,
  }),
  establishment: z.strictObject({ noNumber: z.string().regex(/^\d{4}$/, 'is not four digits'), confidence }),
  statusPrecedence: z.strictObject({ order: z.array(z.string()), confidence }),
  due: z.strictObject({ dayOfNextMonth: z.number().int().min(1).max(28), confidence }),
  entry: z.strictObject({ refuses: z.array(z.number().int().min(1).max(3)), confidence }),
};
const head = {
  id: z.string().regex(/^\d{4}-\d{2}(-[a-z]+)?$/, 'is not an edition id such as 2020-21'),
  title: z.string().min(1),
  status: z.enum(['active', 'draft']),
  from: day,
  to: day.nullable().default(null),
  confidence,
};
/** edition.yaml of a pack that stands on its own. */
export const baseHead = z.strictObject({ ...head, ...parts });
/** edition.yaml of a pack that extends another: what it leaves out is inherited. */
export const childHead = z
  .strictObject({ ...head, extends: z.string() })
  .extend(z.object(parts).partial().shape);
/** An edition's own facts, apart from its lists. */
export type EditionHead = z.infer<typeof baseHead>;

/** One edition of the requirement with everything inherited filled in. `to` is null while no later edition is known. */
export type Edition = EditionHead & {
  activities: Activity[];
  currency: CurrencyRule[];
  sets: CodeSet[];
  codes: Code[];
  groups: CodeGroup[];
  las: La[];
  formerOnsCodes: FormerOnsCode[];
  timetable: TimetableEntry[];
  indicators: Indicator[];
  fields: Field[];
  forms: Form[];
  checks: Check[];
};
