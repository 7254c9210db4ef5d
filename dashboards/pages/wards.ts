import { snapshotId } from '../../base/ids.ts';
import type { PagePerson, PageSource, ParamField, ReportCard } from '../source.ts';

const REPORT = 'ward-hotspots';
/** Codes of rows that are no ward: the total, and people whose home has none. */
const NO_WARD = ['All', 'none'];

type Choices = NonNullable<ParamField['choices']>;

/** The wards of a snapshot do not change, so each is asked for once. */
const kept = new WeakMap<object, Map<string, Promise<Choices>>>();

/** The report with the wards' names as choices of its fields for a ward; as it is when they can't be read. */
export async function withWards(
  source: PageSource,
  person: PagePerson,
  report: ReportCard,
  snapshot: string,
): Promise<ReportCard> {
  if (!report.fields.some(isWard)) return report;
  const choices = await wardsOf(source, person, snapshot).catch(() => []);
  if (choices.length === 0) return report;
  return { ...report, fields: report.fields.map((field) => (isWard(field) ? { ...field, choices } : field)) };
}

const isWard = (field: ParamField): boolean => field.type === 'ward' && field.choices === null;

function wardsOf(source: PageSource, person: PagePerson, snapshot: string): Promise<Choices> {
  const reports = source.reports().find((card) => card.id === REPORT);
  if (reports === undefined) return Promise.resolve([]);
  const bySnapshot = kept.get(reports) ?? new Map<string, Promise<Choices>>();
  kept.set(reports, bySnapshot);
  const known = bySnapshot.get(snapshot);
  if (known !== undefined) return known;
  const asked = ask(source, person, snapshot);
  bySnapshot.set(snapshot, asked);
  asked.catch(() => bySnapshot.delete(snapshot)); // the next reader may try again
  return asked;
}

async function ask(source: PageSource, person: PagePerson, snapshot: string): Promise<Choices> {
  const { columns, rows } = await source.run(person, {
    id: REPORT,
    params: {},
    snapshot: snapshotId(snapshot),
  });
  const [code, name] = ['ward_code', 'ward_name'].map((key) => columns.findIndex((c) => c.name === key));
  if (code === undefined || name === undefined || code < 0 || name < 0) return [];
  return rows
    .map((row) => ({ value: String(row[code]), label: String(row[name]) }))
    .filter(({ value }) => !NO_WARD.includes(value))
    .sort((a, b) => a.label.localeCompare(b.label, 'en-GB'));
}
