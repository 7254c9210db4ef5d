import { ratio } from '../../base/rounding.ts';
import type { Edition } from '../edition.ts';
import type { Values } from '../file/reader.ts';
import { isUkprn, isUln, isUpn } from '../identifiers.ts';

/** How well records can be linked by one number: of those in the cohort who ought to have it, how many do, and how many rightly formed. */
export type Linkable = {
  element: string;
  label: string;
  /** Whose it is asked of. */
  asked: string;
  of: number;
  given: number;
  valid: number;
  /** Percent of `of` that are valid, rounded to one place; null when nobody is asked. */
  percent: number | null;
};

const EVERYBODY = 'everybody in the cohort';

/** Counts, record by record, the numbers by which DfE links the return to attainment and to providers. */
export class Completeness {
  private readonly lines: (Omit<Linkable, 'percent'> & {
    column: string;
    fits: (text: string) => boolean;
    isAsked: (code: string) => boolean;
  })[];
  private readonly active: Set<string>;

  constructor(edition: Edition) {
    const codes = (set: string, group: string) =>
      edition.codes.filter((c) => c.set === set && c.group === group).map((c) => c.code);
    this.active = new Set(codes('YP10', 'active'));
    const atSchool = edition.groups
      .filter((g) => g.group === 'survey-by-place-of-education')
      .map((g) => g.code);
    const doing = (...groups: string[]) =>
      new Set([
        ...atSchool,
        ...edition.activities.filter((a) => groups.includes(a.tableGroup)).map((a) => a.code),
      ]);
    const education = doing('education');
    const learning = doing('education', 'training');
    const line = (
      column: string,
      asked: string,
      isAsked: (code: string) => boolean,
      fits: (text: string) => boolean,
    ) => {
      const { element, label } = edition.fields.find((f) => f.column === column)!;
      return { column, element, label, asked, isAsked, fits, of: 0, given: 0, valid: 0 };
    };
    this.lines = [
      line('upn', EVERYBODY, () => true, isUpn),
      line('uln', EVERYBODY, () => true, isUln),
      line('ukprn', 'those in education or training', (code) => learning.has(code), isUkprn),
      line(
        'establishment_number',
        'those in education',
        (code) => education.has(code),
        (text) => /^\d{7}$/.test(text),
      ),
    ];
  }

  add(values: Values): void {
    if (!this.active.has(String(values.cohort_status ?? ''))) return;
    for (const line of this.lines) {
      if (!line.isAsked(String(values.activity_code ?? ''))) continue;
      const text = values[line.column] as string | null | undefined;
      line.of++;
      if (!text) continue;
      line.given++;
      if (line.fits(text)) line.valid++;
    }
  }

  report(): Linkable[] {
    return this.lines.map(({ element, label, asked, of, given, valid }) => ({
      element,
      label,
      asked,
      of,
      given,
      valid,
      percent: ratio(valid, of),
    }));
  }
}
