import type { Edition } from '../../nccis/edition.ts';

/** One fact of an edition that stands alone: where it stands, what it is, and how sure the pack is of it. */
export interface Item {
  /** activity, currency, timetable, or a part of edition.yaml such as due; lists that are only shown: code, group, check, la. */
  part: string;
  /** Which row of the part; '' of a part that has one. */
  key: string;
  field: string;
  label: string;
  value: string;
  confidence: string;
  /** Assumed or weakly held, so that a council may hold something else instead. */
  assumed: boolean;
  /** Whether the product takes a council's own value for it. */
  changeable: boolean;
}

const ASSUMED = new Set(['A', 'M-low']);
/** Whether a mark says that a fact is assumed or weakly held. */
export const isAssumed = (confidence: string): boolean => confidence.split(' ').some((m) => ASSUMED.has(m));

type Part = { confidence: string } & Record<string, unknown>;

/** The parts of edition.yaml: each has a mark of its own. */
const partsOf = (edition: Edition): [string, Part][] =>
  Object.entries(edition).flatMap(([name, value]): [string, Part][] =>
    typeof value === 'object' && value !== null && 'confidence' in value ? [[name, value as Part]] : [],
  );

/** Every fact of an edition that has a mark of its own. */
export function itemsOf(edition: Edition): Item[] {
  return [
    ...partsOf(edition).flatMap(([part, { confidence, ...fields }]) => {
      return Object.entries(fields).map(([field, value]) =>
        item({ part, key: '', field, label: `${part}: ${field}`, value: textOf(value), confidence }, true),
      );
    }),
    ...edition.timetable.map(({ periodEnd, dueOn, confidence }) =>
      item(
        {
          part: 'timetable',
          key: periodEnd,
          field: 'dueOn',
          label: `Return for ${periodEnd.slice(0, 7)}: due on`,
          value: dueOn,
          confidence,
        },
        true,
      ),
    ),
    ...edition.currency.flatMap((rule) => {
      const about = { part: 'currency', key: rule.rule, confidence: rule.confidence };
      const label = `Currency rule ${rule.rule} (${rule.kind})`;
      const cap = item(
        {
          ...about,
          field: 'capAtCourseEnd',
          label: `${label}: ends with the course`,
          value: textOf(rule.capAtCourseEnd),
        },
        true,
      );
      return rule.n === null
        ? [cap]
        : [
            item({ ...about, field: 'n', label: `${label}: months or days`, value: textOf(rule.n) }, true),
            cap,
          ];
    }),
    ...edition.activities.flatMap((a) => {
      const about = { part: 'activity', key: a.code };
      const named = (what: string) => `${a.code} ${a.label}: ${what}`;
      return [
        item(
          { ...about, field: 'label', label: named('the code'), value: a.label, confidence: a.confidence },
          false,
        ),
        item(
          {
            ...about,
            field: 'participation',
            label: named('participation'),
            value: a.participation,
            confidence: a.participationConfidence,
          },
          true,
        ),
        item(
          {
            ...about,
            field: 'duty',
            label: named('duty to participate'),
            value: a.duty,
            confidence: a.dutyConfidence,
          },
          true,
        ),
        item(
          {
            ...about,
            field: 'lapse',
            label: named('currency rule'),
            value: a.lapse ?? '',
            confidence: a.lapseConfidence,
          },
          a.lapse !== null,
        ),
      ];
    }),
    ...edition.codes.map((c) =>
      item(
        {
          part: 'code',
          key: `${c.set} ${c.code}`,
          field: 'label',
          label: `${c.set} ${c.code}`,
          value: c.label,
          confidence: c.confidence,
        },
        false,
      ),
    ),
    ...edition.groups.map((g) =>
      item(
        {
          part: 'group',
          key: `${g.group} ${g.set} ${g.code}`,
          field: 'member',
          label: `${g.group}: ${g.set} ${g.code}`,
          value: 'Y',
          confidence: g.confidence,
        },
        false,
      ),
    ),
    ...edition.checks.map((c) =>
      item(
        {
          part: 'check',
          key: c.no,
          field: 'when',
          label: `Check ${c.no}: ${c.message}`,
          value: c.priority === null ? '' : `priority ${c.priority}`,
          confidence: c.confidence,
        },
        false,
      ),
    ),
  ];
}

const item = (facts: Omit<Item, 'assumed' | 'changeable'>, takes: boolean): Item => {
  const assumed = isAssumed(facts.confidence);
  return { ...facts, assumed, changeable: assumed && takes };
};

/** A value as it is kept and typed: Y or N, a number, words, or a list with commas. */
export const textOf = (value: unknown): string =>
  typeof value === 'boolean' ? (value ? 'Y' : 'N') : Array.isArray(value) ? value.join(',') : String(value);
