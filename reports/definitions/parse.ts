import { createHash } from 'node:crypto';
import { isMap, LineCounter, parseDocument, type Document } from 'yaml';
import { reportId } from '../../base/ids.ts';
import type { Column, Definition, ParamType, Problem } from './definition.ts';
import {
  headerSchema,
  keysAt,
  PARAM_TYPES,
  type Header,
  type HeaderColumn,
  type HeaderParam,
} from './header.ts';
import { parseIdentity, type Identity } from './identity.ts';
import { crossCheck, type Report } from './cross-check.ts';
import { didYouMean } from './suggest.ts';

/** SHA-256 (hex) of a definition's text; the same on machines that end lines differently. */
export const textHash = (text: string): string =>
  createHash('sha256').update(text.replaceAll('\r\n', '\n'), 'utf8').digest('hex');

/** Finds the line of a header key in the file. */
export type LineOf = (path: readonly PropertyKey[]) => number;

export interface Parsed {
  definition: Definition | null;
  problems: Problem[];
  lineOf: LineOf;
  /** Line of the file on which the statement begins. */
  sqlLine: number;
}

/** Parses one report file: a YAML header in its opening comment, then one SELECT. Never throws on bad content. */
export function parseReport(file: string, source: string): Parsed {
  const text = source.replaceAll('\r\n', '\n');
  const match = /^\/\*---\n([\s\S]*?)\n---\*\/\n?/.exec(text);
  if (match === null) {
    const message =
      'has no header. Begin the file with a line "/*---", the header in YAML, and a line "---*/".';
    return { definition: null, problems: [{ file, line: 1, key: '', message }], lineOf: () => 1, sqlLine: 1 };
  }
  const sql = text.slice(match[0].length).trim().replace(/;$/, '');
  const sqlLine = text.slice(0, text.indexOf(sql, match[0].length)).split('\n').length;
  const lines = new LineCounter();
  const document = parseDocument(match[1]!, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const lineOf: LineOf = (path) => lineIn(document, lines, path) + 1;
  if (document.errors.length > 0) {
    const problems = document.errors.map((e) => ({
      file,
      line: lines.linePos(e.pos[0]).line + 1,
      key: '',
      message: `is not YAML: ${e.message}`,
    }));
    return { definition: null, problems, lineOf, sqlLine };
  }
  const parsed = headerSchema.safeParse(document.toJS());
  if (!parsed.success) {
    const problems = parsed.error.issues.flatMap((issue) =>
      headerProblems(file, issue, document.toJS(), lineOf),
    );
    return { definition: null, problems, lineOf, sqlLine };
  }
  const problems: Problem[] = [];
  const report = (path: readonly PropertyKey[], message: string) =>
    problems.push({ file, line: lineOf(path), key: path.join('.'), message });
  const definition = toDefinition(file, parsed.data, sql, textHash(source), report);
  crossCheck(definition, report);
  return { definition: problems.length === 0 ? definition : null, problems, lineOf, sqlLine };
}

type Issue = {
  code?: string;
  path: readonly PropertyKey[];
  message: string;
  keys?: readonly string[];
  errors?: readonly (readonly Issue[])[];
};

function headerProblems(file: string, issue: Issue, header: unknown, lineOf: LineOf): Problem[] {
  const problem = (path: readonly PropertyKey[], message: string): Problem => ({
    file,
    line: lineOf(path),
    key: path.join('.'),
    message,
  });
  if (issue.code === 'unrecognized_keys') {
    const place = issue.path.length === 0 ? 'a report header' : issue.path.join('.');
    return (issue.keys ?? []).map((key) =>
      problem(
        [...issue.path, key],
        `"${key}" is not a key of ${place}.${didYouMean(key, keysAt(issue.path))}`,
      ),
    );
  }
  const inner = issue.errors?.flat().filter((e) => e.code === 'unrecognized_keys') ?? [];
  if (inner.length > 0) {
    return inner.flatMap((e) =>
      headerProblems(file, { ...e, path: [...issue.path, ...e.path] }, header, lineOf),
    );
  }
  if (valueAt(header, issue.path) === undefined)
    return [problem(issue.path, `"${String(issue.path.at(-1))}" is missing.`)];
  return [problem(issue.path, `${issue.message}.`)];
}

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((at, step) => (at as Record<PropertyKey, unknown> | null | undefined)?.[step], value);

/** Line (from 1, inside the header) of the deepest node on the path that exists; that of its key where it has one. */
function lineIn(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => String(item.key) === String(step));
      if (pair === undefined) break;
      offset = (pair.key as { range?: [number, number, number] }).range?.[0] ?? offset;
      node = pair.value;
    } else {
      const next = (node as { get?: (key: unknown, keepScalar: boolean) => unknown } | null)?.get?.(
        step,
        true,
      );
      if (next === undefined || next === null) break;
      offset = (next as { range?: [number, number, number] }).range?.[0] ?? offset;
      node = next;
    }
  }
  return lines.linePos(offset).line;
}

function toDefinition(file: string, header: Header, sql: string, hash: string, report: Report): Definition {
  const params = Object.entries(header.params).map(([name, p]) => ({
    ...p,
    name,
    ...paramType(name, p, report),
  }));
  const columns = Object.entries(header.columns).map(
    ([name, c]): Column => ({ ...c, name, suppress: suppression(c) }),
  );
  const identities: Identity[] = [];
  header.identities.forEach((text, i) => {
    const identity = parseIdentity(text);
    if (identity === null)
      report(['identities', i], `"${text}" is not an identity. Write it as "total = part + part - part".`);
    else identities.push(identity);
  });
  return {
    ...header,
    id: reportId(header.id),
    params,
    columns,
    identities,
    sql,
    file,
    hash,
    published: false,
  };
}

function paramType(name: string, param: HeaderParam, report: Report): { type: ParamType; optional: boolean } {
  const optional = param.type.endsWith('?');
  const bare = optional ? param.type.slice(0, -1) : param.type;
  const type = PARAM_TYPES.find((t) => t === bare);
  if (type === undefined) {
    report(
      ['params', name, 'type'],
      `"${param.type}" is not a type of parameter.${didYouMean(bare, PARAM_TYPES)}`,
    );
    return { type: 'text', optional };
  }
  if (type === 'choice' && param.options === null) report(['params', name], 'a choice needs "options".');
  if (type !== 'choice' && param.options !== null)
    report(['params', name, 'options'], 'only a choice has "options".');
  if (!optional && param.default === null)
    report(['params', name], 'needs a "default", or a type that ends in "?".');
  return { type, optional };
}

function suppression(column: HeaderColumn): Column['suppress'] {
  const withOthers = /^with\((.*)\)$/.exec(column.suppress ?? '');
  const others = withOthers === null ? [] : withOthers[1]!.split(',').map((s) => s.trim());
  const small = column.suppress === 'small' || (column.suppress === null && column.type === 'count');
  return { small, with: others };
}
