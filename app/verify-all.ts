import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CasehouseError } from '../base/errors.ts';

/** One thing that was written once and must stay as it was. */
export interface Kept {
  /** `report-files`, `report-ledger`, `run-ledger`, `snapshot` or `export`. */
  kind: string;
  /** File, folder or id. */
  name: string;
  same: boolean;
  /** One line for people: what was found, and what to do. */
  message: string;
}

/** Report files against their ledger, both ledgers' chains, and every snapshot against its manifest, byte by byte. */
export async function verifyAll(dataDir: string, reportsRoot?: string): Promise<Kept[]> {
  const { REPORTS_ROOT } = await import('../reports/catalogue.ts');
  const root = reportsRoot ?? REPORTS_ROOT;
  return [...(await verifyReports(root)), await verifyRuns(dataDir), ...(await verifySnapshots(dataDir))];
}

async function verifyReports(root: string): Promise<Kept[]> {
  const { changedVersions, readPublications } = await import('../reports/versions/ledger.ts');
  const name = 'ledger.jsonl';
  try {
    const publications = await readPublications(root);
    if (!(await endsWhole(join(root, name)))) throw cutOff(name);
    const changed = await changedVersions(root);
    const ledger: Kept = {
      kind: 'report-ledger',
      name,
      same: true,
      message: `${name}: same, ${publications.length} versions`,
    };
    const files = changed.map(({ id, version }): Kept => {
      const file = `${id}/${version}.sql`;
      const message = `${file}: altered since it was published. Take it back from version control; a change is a new version.`;
      return { kind: 'report-files', name: file, same: false, message };
    });
    if (files.length > 0) return [ledger, ...files];
    const message = `report files: same, each as it was published`;
    return [ledger, { kind: 'report-files', name: root, same: true, message }];
  } catch (error) {
    if (!(error instanceof CasehouseError)) throw error;
    return [{ kind: 'report-ledger', name, same: false, message: `${error.message} ${error.next}` }];
  }
}

async function verifyRuns(dataDir: string): Promise<Kept> {
  const { readRuns } = await import('../reports/run/ledger.ts');
  const { entries, fault } = await readRuns(dataDir);
  const name = 'runs.jsonl';
  if (fault === null)
    return { kind: 'run-ledger', name, same: true, message: `${name}: same, ${entries.length} runs` };
  const message = `${name}:${fault.line} ${fault.message}. Compare it with a backup: the lines before it still hold.`;
  return { kind: 'run-ledger', name, same: false, message };
}

async function verifySnapshots(dataDir: string): Promise<Kept[]> {
  const { checkSnapshots } = await import('../warehouse/snapshots.ts');
  return (await checkSnapshots(dataDir)).map(({ id, altered }) => ({
    kind: 'snapshot',
    name: id,
    same: altered.length === 0,
    message:
      altered.length === 0
        ? `snapshot ${id}: same`
        : `snapshot ${id}: altered since it was published (${altered.join(', ')}). Remove its folder and build it again: casehouse snapshot build --known-at TIME.`,
  }));
}

/** Is this a folder of exported marts, or its manifest? */
export async function isExport(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() ?? false;
}

/** An exported folder against its manifest. */
export async function verifyExport(folder: string): Promise<Kept[]> {
  const { alteredExport } = await import('../warehouse/export/verify.ts');
  const altered = await alteredExport(folder);
  const same = altered.length === 0;
  const message = same
    ? `${folder}: same, every file is as it was written`
    : `${folder}: altered since it was written: ${altered.join(', ')}. Export the marts again.`;
  return [{ kind: 'export', name: folder, same, message }];
}

const endsWhole = async (file: string): Promise<boolean> => {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text === '' || text.endsWith('\n');
};

const cutOff = (name: string) =>
  new CasehouseError('ledger-broken', `${name} ends in the middle of a line.`, {
    status: 500,
    next: 'Take the file back from version control.',
  });
