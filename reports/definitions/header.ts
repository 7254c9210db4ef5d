import { z } from 'zod';

/** The closed list of header keys. A key outside it is an error that names the nearest valid one. */
const name = z.string().regex(/^[a-z][a-z0-9_]*$/, 'must be lower snake case');
const absent = <T extends z.ZodType>(schema: T) => schema.nullable().default(null);
const text = z.string().trim().min(1);

/** Parameter types; `?` at the end makes a parameter optional (null is "all"). */
export const PARAM_TYPES = ['month', 'day', 'instant', 'int', 'text', 'choice', 'ward', 'la'] as const;

export const paramSchema = z.strictObject({
  type: z.string(),
  label: text,
  /** Literal, `latest`, or relative to latest: "-24 months". */
  default: absent(z.union([z.string(), z.number()])),
  /** For `choice`: value → label. */
  options: absent(z.record(z.string(), z.string())),
  description: absent(text),
  /** For `ward`: the parameter of type `la` within which its choices lie; all when that one is empty. */
  within: absent(name),
  /** Narrows the people counted. Refused under suppression, because differences of two runs would tell what is hidden. */
  filter: z.boolean().default(false),
  /** For `choice`: each option but the default is listed in the catalogue as an entry of its own. */
  entries: z.boolean().default(false),
});

export const columnSchema = z.strictObject({
  type: z.enum(['text', 'code', 'date', 'month', 'instant', 'count', 'number', 'percent', 'days', 'flag']),
  label: text,
  /** Entry of sql/metrics, e.g. `participation.neet`. */
  metric: absent(text),
  /** `small` (counts of people: the default for `count`), `none`, or `with(column, …)`: hidden when one of those is. */
  suppress: absent(
    z
      .string()
      .regex(/^(small|none|with\(\s*\w+(\s*,\s*\w+)*\s*\))$/, 'must be small, none or with(column, …)'),
  ),
  /** Computed by the runner from exact integers: [numerator, denominator]. Not a column of the statement. */
  ratio: absent(z.tuple([name, name])),
  /** What a ratio of 1 is printed as: 100 for percent, 1 for a mean. */
  scale: absent(z.number().int().positive()),
  decimals: absent(z.number().int().min(0).max(6)),
  description: absent(text),
  /** A helper of the statement that no reader sees. */
  hidden: z.boolean().default(false),
  /** Shown only when each named parameter has one of the values. */
  when: absent(z.record(z.string(), z.array(z.string()).min(1))),
  /** For a ratio: the column that stands in when the numerator is null (a figure that others published). */
  otherwise: absent(name),
  /** Column whose text (c, x, z, low, u) is shown in place of the value. */
  symbol: absent(name),
  /** For a count that is a sum over months: the column that says over how many, so that small means small on average. */
  mean_over: absent(name),
});

const cellSchema = z.union([
  text.transform((where) => ({ where, grain: {} as Record<string, string> })),
  z.strictObject({ where: text, grain: z.record(z.string(), text).default({}) }),
]);

export const recordsSchema = z.strictObject({
  /** Mart with a person_key, a row per person in each cell. */
  from: z
    .string()
    .regex(/^(marts|special)\.[a-z_]+$/, 'must be a table of marts, such as marts.person_month'),
  /** Condition on every row; may use the report's $parameters. */
  where: absent(text),
  /** Grain column → expression over the mart that gives its value. */
  grain: z.record(z.string(), text),
  /** Count column → condition that makes a row part of the count. */
  columns: z.record(z.string(), cellSchema),
  /** Mart column → label, for the list that a reader sees beside the names. */
  show: z.record(z.string(), text),
});

export const chartSchema = z.strictObject({
  kind: z.enum(['line', 'bar']),
  x: name,
  y: z.array(name).min(1).max(4),
  title: absent(text),
  /** Column that splits the rows into series. */
  series: absent(name),
  /** Drawn only when each named parameter has one of the values. */
  when: absent(z.record(z.string(), z.array(z.string()).min(1))),
});

export const totalSchema = z.strictObject({
  /** Grain column whose total row is in the result. */
  column: name,
  /** Its value in the total row. */
  value: text,
});

const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'must be a month, such as 2025-09');

export const effectiveSchema = z.strictObject({
  /** First and last month of the reporting periods that the version is in force for; open when left out. */
  from: absent(month),
  to: absent(month),
  /** What is different from the version before: printed where a trend crosses into this one. */
  reason: absent(text),
});

export const headerSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be kebab case, such as neet-by-month'),
  title: text,
  version: z.string().regex(/^\d+\.\d+\.\d+$/, 'must be three numbers, such as 1.0.0'),
  purpose: z.enum(['national', 'local']),
  requirement: z.array(z.string().regex(/^\d{3}\.[0-9a-z.-]+$/, 'must be an id such as 000.9.1.1')).min(1),
  reads: z.string().regex(/^marts@\d+$/, 'must name a layer and its version, such as marts@1'),
  grain: z.array(name).min(1),
  params: z.record(z.string(), paramSchema).default({}),
  columns: z.record(z.string(), columnSchema),
  records: absent(recordsSchema),
  totals: z.array(totalSchema).default([]),
  identities: z.array(text).default([]),
  /** Column that names, by the last column of the grain, the row that this one is a part of; null for none. */
  part_of: absent(name),
  effective: absent(effectiveSchema),
  chart: absent(chartSchema),
  definition: text,
  access: z.enum(['staff', 'managers']),
  /** `special`: reads single characteristics and needs, which only some roles may see. */
  audience: z.enum(['official', 'special']).default('official'),
  notes: z.array(text).default([]),
  sources: z.array(text).default([]),
  /** Column whose distinct values join the sources under the table. */
  source_column: absent(name),
});

export type Header = z.infer<typeof headerSchema>;
export type HeaderColumn = z.infer<typeof columnSchema>;
export type HeaderParam = z.infer<typeof paramSchema>;
export type Records = z.infer<typeof recordsSchema>;

/** Valid keys at a path inside the header, for "did you mean". */
export function keysAt(path: readonly PropertyKey[]): readonly string[] {
  const [top, , third] = path;
  if (path.length === 0) return Object.keys(headerSchema.shape);
  if (top === 'params') return Object.keys(paramSchema.shape);
  if (top === 'columns') return Object.keys(columnSchema.shape);
  if (top === 'records') return third === undefined ? Object.keys(recordsSchema.shape) : ['where', 'grain'];
  if (top === 'effective') return Object.keys(effectiveSchema.shape);
  if (top === 'chart') return Object.keys(chartSchema.shape);
  if (top === 'totals') return Object.keys(totalSchema.shape);
  return [];
}
