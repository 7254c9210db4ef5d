import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CasehouseError } from '../base/errors.ts';
import { type Definition, describeProblem, type Problem } from './definitions/definition.ts';
import { type MartColumns, openBench } from './definitions/engine.ts';
import { type Parsed, parseReport } from './definitions/parse.ts';
import { didYouMean } from './definitions/suggest.ts';
import { loadMetrics, type Metric } from './metrics.ts';
import { changedFile, compareVersions, readPublications } from './versions/ledger.ts';

/** Every report that can be run, checked by the engine. */
export interface Catalogue {
  /** All versions, by id and then newest first. */
  definitions: readonly Definition[];
  metrics: ReadonlyMap<string, Metric>;
  /** Columns of the marts that reports may read. */
  marts: MartColumns;
  /** The newest published version of each report, in the order of ids. */
  reports(): Definition[];
  /** One version; the newest published one when `version` is absent. Throws `report-unknown` or `version-unknown`. */
  find(id: string, version?: string | null): Definition;
}

const SQL = fileURLToPath(new URL('../sql', import.meta.url));
const CONTRACT = 'marts@1';
const METRICS_ROOT = path.join(SQL, 'metrics');

/** The folder of the shipped reports. */
export const REPORTS_ROOT: string = path.join(SQL, 'reports');

/**
 * Parses and checks every report below `root`, and holds published versions against the ledger.
 * Throws `definitions-invalid` with every fault by file, line and key, or `published-version-changed`.
 */
export async function loadCatalogue(
  root: string = REPORTS_ROOT,
  metricsRoot: string = METRICS_ROOT,
): Promise<Catalogue> {
  const [publications, files] = await Promise.all([readPublications(root), reportFiles(root)]);
  const { definitions, problems, metrics, marts } = await examine(root, files, metricsRoot);
  if (problems.length > 0) throw faulty(problems);
  for (const p of publications) {
    const definition = definitions.find((d) => d.id === p.id && d.version === p.version);
    if (definition === undefined || definition.hash !== p.sha256) throw changedFile(p.id, p.version);
    definition.published = true;
  }
  definitions.sort((a, b) => (a.id === b.id ? compareVersions(b.version, a.version) : a.id < b.id ? -1 : 1));
  return catalogueOf(definitions, metrics, marts);
}

export interface Examined {
  /** Those without a fault. */
  definitions: Definition[];
  problems: Problem[];
  metrics: ReadonlyMap<string, Metric>;
  marts: MartColumns;
}

/** Parses report files (paths below `root`) and has the engine check each; faults are returned, not thrown. */
export async function examine(
  root: string,
  files: readonly string[],
  metricsRoot: string = METRICS_ROOT,
): Promise<Examined> {
  const metrics = await loadMetrics(metricsRoot);
  const bench = await openBench(REPORTS_ROOT, CONTRACT);
  const definitions: Definition[] = [];
  const problems: Problem[] = [];
  try {
    for (const file of files) {
      const parsed = parseReport(file, await readFile(path.join(root, file), 'utf8'));
      const found = [
        ...parsed.problems,
        ...placeProblems(parsed, file),
        ...metricProblems(parsed, metrics),
        ...(await bench.check(parsed)),
      ];
      problems.push(...found);
      if (parsed.definition !== null && found.length === 0) definitions.push(parsed.definition);
    }
  } finally {
    bench.close();
  }
  return { definitions, problems, metrics, marts: bench.marts };
}

/** The error that names every fault by file, line and key. */
export function faulty(problems: readonly Problem[]): CasehouseError {
  const count =
    problems.length === 1
      ? 'A report definition has a fault'
      : `Report definitions have ${problems.length} faults`;
  return new CasehouseError('definitions-invalid', `${count}:\n${problems.map(describeProblem).join('\n')}`, {
    status: 500,
    next: 'Correct the named lines and start again. No report is loaded until all are right.',
  });
}

function catalogueOf(
  definitions: Definition[],
  metrics: ReadonlyMap<string, Metric>,
  marts: MartColumns,
): Catalogue {
  const ids = [...new Set(definitions.map((d) => d.id))];
  const newest = (id: string) =>
    definitions.find((d) => d.id === id && d.published) ?? definitions.find((d) => d.id === id)!;
  return {
    definitions,
    metrics,
    marts,
    reports: () => ids.map(newest),
    find: (id, version = null) => {
      if (!ids.some((known) => known === id)) {
        throw new CasehouseError('report-unknown', `There is no report "${id}".${didYouMean(id, ids)}`, {
          status: 404,
          next: 'List the reports with "casehouse report list".',
        });
      }
      if (version === null) return newest(id);
      const found = definitions.find((d) => d.id === id && d.version === version);
      if (found !== undefined) return found;
      const versions = definitions.filter((d) => d.id === id).map((d) => d.version);
      throw new CasehouseError(
        'version-unknown',
        `${id} has no version "${version}". It has ${versions.join(', ')}.`,
        {
          status: 404,
          next: 'Name one of these versions, or none for the newest.',
        },
      );
    },
  };
}

/** Every report file below a folder, as `<id>/<version>.sql`. */
export async function reportFiles(root: string): Promise<string[]> {
  const folders = (await readdir(root, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const files = await Promise.all(
    folders.map(async ({ name }) =>
      (await readdir(path.join(root, name))).filter((f) => f.endsWith('.sql')).map((f) => `${name}/${f}`),
    ),
  );
  return files.flat().sort();
}

/** A report's id and version are its path, so that a file can be found from a stamp. */
function placeProblems(parsed: Parsed, file: string): Problem[] {
  const d = parsed.definition;
  if (d === null || file === `${d.id}/${d.version}.sql`) return [];
  const key = file.startsWith(`${d.id}/`) ? 'version' : 'id';
  return [
    {
      file,
      line: parsed.lineOf([key]),
      key,
      message: `says ${d.id} ${d.version}, so the file must be ${d.id}/${d.version}.sql.`,
    },
  ];
}

function metricProblems(parsed: Parsed, metrics: ReadonlyMap<string, Metric>): Problem[] {
  return (parsed.definition?.columns ?? []).flatMap((c) => {
    if (c.metric === null || metrics.has(c.metric)) return [];
    const message = `"${c.metric}" is not a metric of sql/metrics.${didYouMean(c.metric, [...metrics.keys()])}`;
    return [
      {
        file: parsed.definition!.file,
        line: parsed.lineOf(['columns', c.name, 'metric']),
        key: `columns.${c.name}.metric`,
        message,
      },
    ];
  });
}
