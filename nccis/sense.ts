import { addDays, monthEnd } from '../base/dates.ts';
import { demand, type Pack, type Placed } from './pack.ts';
import { packFault } from './table.ts';

/** Groups of codes that the program asks for by name, with the list that each is of. */
const GROUPS: [group: string, set: string][] = [
  ['vulnerable', 'IC01'],
  ['unknown-activity', 'eet'],
  ['unknown-activity-compulsory', 'eet'],
  ['unknown-guarantee', 'SG02'],
  ['unknown-guarantee', 'SG11'],
  ['survey-by-place-of-education', 'eet'],
  ['survey-by-residence', 'eet'],
  ['leaves-by-age', 'YP10'],
  ['leaves-by-plan', 'YP10'],
  ['deceased', 'YP10'],
];
const GUARANTEE_GROUPS = ['offer', 'not-appropriate', 'no-offer', 'not-recorded'];
const STATUS_GROUPS = ['active', 'guarantee', 'leaver'];

/** Throws, naming file and line, when facts of the edition contradict each other or one that the program needs is missing. */
export function demandSense(pack: Pack): void {
  demandAges(pack);
  demandActivities(pack);
  demandCodes(pack);
  demandDates(pack);
  demandFields(pack);
}

function demandAges(pack: Pack): void {
  const { cohort, guarantee } = pack.head;
  const { finalCompulsoryAge, headlineFrom, headlineTo, extendedTo } = cohort;
  if (!(finalCompulsoryAge < headlineFrom && headlineFrom <= headlineTo && headlineTo <= extendedTo)) {
    throw packFault(pack.file, pack.lineOf('cohort'), 'the ages of the cohort do not rise');
  }
  if (
    guarantee.closesMonth < guarantee.seasonStartsMonth ||
    guarantee.heldToMonth >= guarantee.seasonStartsMonth
  ) {
    throw packFault(
      pack.file,
      pack.lineOf('guarantee'),
      'the months of the guarantee do not follow each other',
    );
  }
}

function demandActivities({ lists: { activities, currency } }: Pack): void {
  const byReview = new Set(currency.filter((r) => r.value.kind === 'REVIEW_PLUS_DAYS').map((r) => r.key));
  demand(
    activities,
    (a) => (a.headline === 'NEET') === (a.neetSubgroup !== null),
    (a) => `${a.code}: a NEET sub-group goes with headline NEET and with no other`,
  );
  demand(
    activities,
    (a) => (a.headline === 'PRE16') === (a.ageBand === 'PRE16'),
    (a) => `${a.code}: headline PRE16 goes with age band PRE16`,
  );
  demand(
    activities,
    (a) => a.participation === 'NONE' || a.headline === 'EET',
    (a) => `${a.code} can't participate: its headline is ${a.headline}`,
  );
  demand(
    activities,
    (a) => !(a.needsNeetStart && a.headline !== 'NEET'),
    (a) => `${a.code} needs a NEET start date without being NEET`,
  );
  demand(
    activities,
    (a) => a.lapse === null || !byReview.has(a.lapse) || a.needsReview,
    (a) => `${a.code} lapses by its review but needs no review date`,
  );
}

function demandCodes(pack: Pack): void {
  const { codes, groups } = pack.lists;
  const wrongGroup = (set: string, known: string[]) =>
    demand(
      codes,
      (c) => c.set !== set || known.includes(c.group ?? ''),
      (c) => `${c.code} of ${set} is in the group "${c.group ?? ''}"; it must be ${known.join(', ')}`,
    );
  wrongGroup('YP10', STATUS_GROUPS);
  wrongGroup('SG02', GUARANTEE_GROUPS);
  wrongGroup('SG11', GUARANTEE_GROUPS);
  for (const [group, set] of GROUPS) {
    if (groups.some((g) => g.value.group === group && g.value.set === set)) continue;
    throw packFault(
      pack.file,
      1,
      `groups.csv has no code of ${set} in the group ${group}, which the program needs`,
    );
  }
  if (!codes.some((c) => c.value.set === 'SEN' && c.value.code === pack.head.cohort.extendedSen)) {
    throw packFault(
      pack.file,
      pack.lineOf('cohort'),
      `extendedSen ${pack.head.cohort.extendedSen} is not a code of SEN`,
    );
  }
}

/** No gap and no overlap: what takes a code's place holds from the day after. */
function demandDates({ lists: { activities, codes, las, formerOnsCodes, timetable } }: Pack): void {
  type Lived = {
    code: string;
    set?: string;
    validFrom: string | null;
    validTo: string | null;
    replacedBy: string | null;
  };
  for (const list of [activities, codes] as Placed<Lived>[][]) {
    const held = new Map(list.map((p) => [p.key, p.value]));
    const next = (c: Lived) => held.get(c.set === undefined ? c.replacedBy! : `${c.set} ${c.replacedBy}`);
    demand(
      list,
      (c) => c.validTo === null || c.replacedBy === null || holdsOn(next(c)!, addDays(c.validTo, 1)),
      (c) => `${c.replacedBy} does not hold on the day after ${c.code} ends: a gap`,
    );
  }
  const authorities = new Map(las.map((l) => [l.key, l.value]));
  demand(
    las,
    (l) =>
      l.successors.every((s) =>
        [null, l.to === null ? null : addDays(l.to, 1)].includes(authorities.get(s)!.from),
      ),
    (l) => `a successor of ${l.code} does not begin on the day after it ends`,
  );
  demand(
    las,
    (l) => l.to === null || l.kind !== 'la' || l.successors.length > 0,
    (l) => `${l.code} has ended without a successor`,
  );
  demand(
    formerOnsCodes,
    (f) => authorities.has(f.code) && authorities.get(f.code)!.onsCode !== f.onsCode,
    (f) => `${f.onsCode} is not a former code of an authority of la.csv`,
  );
  demand(
    timetable,
    (t) => t.periodEnd === monthEnd(t.periodEnd) && t.dueOn > t.periodEnd,
    (t) => `${t.periodEnd} must be the end of a month and due after it`,
  );
}

const holdsOn = (c: { validFrom: string | null; validTo: string | null }, day: string): boolean =>
  (c.validFrom ?? day) <= day && day <= (c.validTo ?? day);

function demandFields({ lists: { fields, sets } }: Pack): void {
  const lists = new Set([...sets.map((s) => s.key), 'LA', 'LA-ANY']);
  demand(
    fields,
    (f) => (f.type === 'node') === (f.column === null),
    (f) => `${f.path}: every element but a node has a column`,
  );
  demand(
    fields,
    (f) => !['text', 'digits', 'la', 'code'].includes(f.type) || f.length !== null,
    (f) => `${f.path} needs a length`,
  );
  demand(
    fields,
    (f) => f.list === null || lists.has(f.list),
    (f) => `${f.path}: list ${f.list} is not in sets.csv`,
  );
  const seen = new Set<string | null>();
  demand(
    fields,
    (f) => f.column === null || (!seen.has(f.column) && seen.add(f.column) !== null),
    (f) => `the column ${f.column} is given to two elements`,
  );
}
