import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CasehouseError } from '../../base/errors.ts';
import { examine, faulty, loadCatalogue } from '../catalogue.ts';
import type { Definition } from '../definitions/definition.ts';
import { textHash } from '../definitions/parse.ts';
import { isSymbol, type Cell } from '../result.ts';
import { claimedClass, isLower, nextVersion, type VersionClass, versionBefore } from './class.ts';
import { changedFile, type Publication, publish, readPublications } from './ledger.ts';
import { type MeasuredCell, type Measurement, measurer } from './measure.ts';
import { type Dataset, openProbe } from './probe.ts';
import type { SchemaChange } from './schema.ts';

export interface Published {
  publication: Publication;
  /** The version that it was measured against; null for a report's first. */
  before: string | null;
  measurement: Measurement | null;
  /** Datasets measured on. */
  datasets: string[];
}

/**
 * Checks a draft, measures it against the version before over the made-up rows and `snapshots`, and writes it into the
 * ledger. Throws `definitions-invalid`, `version-not-next`, or `version-class-too-low` with the cells that differ.
 */
export async function publishVersion(
  root: string,
  id: string,
  version: string,
  snapshots: readonly Dataset[] = [],
): Promise<Published> {
  const published = await readPublications(root);
  const again = published.find((p) => p.id === id && p.version === version);
  if (again !== undefined) return { ...(await unchanged(root, again)), datasets: [] };
  const draft = await readDraft(root, id, version);
  // the one before in number: an older year's version can be corrected while a newer one is in force
  const versions = published.filter((p) => p.id === id).map((p) => p.version);
  const before = versionBefore(versions, version);
  if (before === null && versions.length > 0)
    throw notNext(id, version, versionBefore(versions, '99999.0.0')!);
  const measurement = before === null ? null : await measureDraft(root, id, before, draft, snapshots);
  if (measurement !== null && before !== null) {
    const claimed = claimedClass(before, version);
    if (isLower(claimed, measurement.class)) throw tooLow(draft, before, claimed, measurement);
  }
  await readPublications(root); // the chain must still be whole at the moment of writing
  const publication = await publish(root, id, version);
  return { publication, before, measurement, datasets: ['made-up rows', ...snapshots.map((s) => s.name)] };
}

async function unchanged(root: string, p: Publication) {
  const text = await readFile(path.join(root, p.id, `${p.version}.sql`), 'utf8').catch(() => '');
  if (textHash(text) !== p.sha256) throw changedFile(p.id, p.version);
  return { publication: p, before: null, measurement: null };
}

async function readDraft(root: string, id: string, version: string): Promise<Definition> {
  const file = `${id}/${version}.sql`;
  const { definitions, problems } = await examine(root, [file]).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw new CasehouseError('draft-unknown', `There is no file ${file} below ${root}.`, {
      status: 404,
      next: `Write it, or begin with "casehouse report new ${id}".`,
    });
  });
  if (problems.length > 0) throw faulty(problems);
  return definitions[0]!;
}

async function measureDraft(
  root: string,
  id: string,
  before: string,
  draft: Definition,
  snapshots: readonly Dataset[],
): Promise<Measurement> {
  const old = await publishedDefinition(root, id, before);
  const probe = await openProbe(draft.reads);
  try {
    return await measurer([probe, ...snapshots])(old, draft);
  } finally {
    probe.close();
  }
}

/** A published version as it was published; other drafts in the folder may be half-written. */
async function publishedDefinition(root: string, id: string, version: string): Promise<Definition> {
  const { definitions, problems } = await examine(root, [`${id}/${version}.sql`]);
  if (problems.length > 0) return (await loadCatalogue(root)).find(id, version);
  const publication = (await readPublications(root)).find((p) => p.id === id && p.version === version);
  if (definitions[0]!.hash !== publication?.sha256) throw changedFile(id, version);
  return definitions[0]!;
}

const notNext = (id: string, version: string, before: string) =>
  new CasehouseError(
    'version-not-next',
    `${id} ${version} does not come after ${before}, which is published.`,
    {
      next: `Number it ${nextVersion(before, 'patch')}, ${nextVersion(before, 'minor')} or ${nextVersion(before, 'major')}, by how much it changes.`,
    },
  );

function tooLow(d: Definition, before: string, claimed: VersionClass, m: Measurement): CasehouseError {
  const because = [
    ...m.changes.filter((c) => isLower(claimed, c.class)).map(changeText),
    ...m.reasons.filter((r) => isLower(claimed, r.class)).map((r) => r.text),
    ...m.cells.slice(0, 8).map(cellLine),
  ];
  const more = m.cells.length > 8 ? [`and ${m.cells.length - 8} more cells or more`] : [];
  return new CasehouseError(
    'version-class-too-low',
    `${d.id} ${d.version} claims to be a ${claimed} version after ${before}, but it is a ${m.class} one:\n${[...because, ...more].map((line) => `  ${line}`).join('\n')}`,
    { next: `Number it ${nextVersion(before, m.class)}, or take back what differs.` },
  );
}

/** A change of the header in one line: `column neet went (count)`. */
export function changeText(c: SchemaChange): string {
  const words =
    c.kind === 'changed'
      ? `: ${c.from} → ${c.to}`
      : c.from === null && c.to === null
        ? ''
        : ` (${c.from ?? c.to})`;
  return `${c.what} ${c.name} ${c.kind === 'came' ? 'was added' : c.kind}${words}`;
}

/** A differing cell in one line: `neet, month_end 2026-10-31: 31 → 29 (made-up rows)`. */
export const cellLine = (cell: MeasuredCell): string =>
  `${[cell.column, ...Object.entries(cell.row).map(([name, value]) => `${name} ${plainCell(value)}`)].join(', ')}: ${plainCell(cell.a)} → ${plainCell(cell.b)} (${cell.dataset})`;

/** A cell without regard to its column: `31`, `[c]`, `nothing`. */
export const plainCell = (cell: Cell): string =>
  cell === null ? 'nothing' : isSymbol(cell) ? `[${cell.symbol}]` : String(cell);
