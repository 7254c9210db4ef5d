import { open, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CasehouseError } from '../base/errors.ts';
import { type SnapshotId, snapshotId } from '../base/ids.ts';
import { fileHash } from './build/fingerprint.ts';
import { layout } from './layout.ts';
import { type Manifest, manifestShape } from './manifest.ts';

/** What a snapshot's id looks like; nothing else ever becomes part of a path. */
const ID = /^\d{8}-\d{6}(-\d+)?$/;

/** File beside a manifest that holds its SHA-256. */
const MANIFEST_HASH = 'manifest.sha256';

/** The snapshots in the data folder that are whole, those that know most first. */
export async function listSnapshots(dataDir: string): Promise<Manifest[]> {
  const files = layout(dataDir);
  const names = await readdir(files.snapshots).catch(() => []);
  const manifests = await Promise.all(
    names.filter((n) => ID.test(n)).map((n) => readManifest(dataDir, snapshotId(n)).catch(() => null)),
  );
  return manifests.filter((m) => m !== null).sort((a, b) => (a.knownAt < b.knownAt ? 1 : -1));
}

/**
 * The snapshot that serves; null before the first nightly load. When the one that is pointed at is gone or damaged, the newest whole
 * one of the nights serves: old figures that say how old they are beat none.
 */
export async function currentSnapshot(dataDir: string): Promise<Manifest | null> {
  const id = await readFile(layout(dataDir).current, 'utf8').catch(() => null);
  if (id === null) return null;
  const pointed = await readManifest(dataDir, snapshotId(id.trim())).catch(() => null);
  return pointed ?? (await listSnapshots(dataDir)).find((m) => m.origin === 'nightly') ?? null;
}

/** Throws when there is no such snapshot, or when its manifest can't be read. */
export async function readManifest(dataDir: string, id: SnapshotId): Promise<Manifest> {
  const text = ID.test(id)
    ? await readFile(join(layout(dataDir).snapshot(id), 'manifest.json'), 'utf8').catch(() => null)
    : null;
  if (text === null) {
    throw new CasehouseError('no-such-snapshot', `There is no snapshot ${id}.`, {
      status: 404,
      next: 'See `casehouse snapshot list` for those there are, or build one with `casehouse snapshot build --known-at TIME`.',
    });
  }
  try {
    return manifestShape.parse(JSON.parse(text)) as unknown as Manifest;
  } catch (cause) {
    throw damaged(id, cause);
  }
}

/** The error that a snapshot's files can't be read; an error that says its own next step passes unchanged. */
export function damaged(id: SnapshotId, cause: unknown): CasehouseError {
  if (cause instanceof CasehouseError) return cause;
  return new CasehouseError('snapshot-damaged', `The files of snapshot ${id} can't be read.`, {
    status: 503,
    next: 'Run `casehouse nightly` for a new one; an old one is built again by `casehouse snapshot build --known-at TIME`.',
    cause,
  });
}

/**
 * Compares the files of a snapshot with the hashes of its manifest, and the manifest with the one beside it; the names of those that
 * were altered.
 */
export async function alteredFiles(dataDir: string, manifest: Manifest): Promise<string[]> {
  const folder = layout(dataDir).snapshot(manifest.id);
  const checks = Object.entries(manifest.files).map(async ([name, hash]) => {
    const found = await fileHash(join(folder, name)).catch(() => null);
    return found === hash ? null : name;
  });
  const altered = (await Promise.all(checks)).filter((name) => name !== null);
  return (await manifestIsWhole(folder)) ? altered : ['manifest.json', ...altered];
}

/** Is the manifest as it was published? One from before its hash was kept beside it is taken at its word. */
async function manifestIsWhole(folder: string): Promise<boolean> {
  const kept = await readFile(join(folder, MANIFEST_HASH), 'utf8').catch(() => null);
  return kept === null || kept === `${await fileHash(join(folder, 'manifest.json'))}\n`;
}

/** Every snapshot that lies in the data folder, whole or not, with the names of its altered files. */
export async function checkSnapshots(dataDir: string): Promise<{ id: string; altered: string[] }[]> {
  const names = (await readdir(layout(dataDir).snapshots).catch(() => []))
    .filter((name) => ID.test(name))
    .sort();
  return Promise.all(
    names.map(async (id) => {
      const manifest = await readManifest(dataDir, snapshotId(id)).catch(() => null);
      return { id, altered: manifest === null ? ['manifest.json'] : await alteredFiles(dataDir, manifest) };
    }),
  );
}

/** A free id for a snapshot known at an instant: its UTC time, numbered when another instant of that second has one. */
export async function freeId(dataDir: string, knownAt: string): Promise<SnapshotId> {
  const base = knownAt
    .replace(/\.\d+$/, '')
    .replaceAll('-', '')
    .replaceAll(':', '')
    .replace(/[ T]/, '-');
  const taken = new Set(await readdir(layout(dataDir).snapshots).catch(() => []));
  if (!taken.has(base)) return snapshotId(base);
  for (let n = 2; ; n++) if (!taken.has(`${base}-${n}`)) return snapshotId(`${base}-${n}`);
}

/** Makes a built folder the snapshot of its id: manifest and files on disk, then one rename. */
export async function publish(dataDir: string, manifest: Manifest): Promise<void> {
  const files = layout(dataDir);
  const building = files.building(manifest.id);
  await writeFile(join(building, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await writeFile(join(building, MANIFEST_HASH), `${await fileHash(join(building, 'manifest.json'))}\n`);
  for (const name of await readdir(building)) await sync(join(building, name));
  await sync(building);
  await rename(building, files.snapshot(manifest.id));
  await sync(files.snapshots);
}

/** Points the readers at a published snapshot; those that have the old one open keep it. */
export async function makeCurrent(dataDir: string, id: SnapshotId): Promise<void> {
  const { current, root } = layout(dataDir);
  await writeFile(`${current}.new`, `${id}\n`);
  await sync(`${current}.new`);
  await rename(`${current}.new`, current);
  await sync(root);
}

/** Removes what interrupted builds left behind; only the holder of the load's lock may. */
export async function sweep(dataDir: string): Promise<void> {
  const files = layout(dataDir);
  await mkdir(files.snapshots, { recursive: true });
  for (const name of await readdir(files.snapshots)) {
    if (name.endsWith('.building')) await rm(join(files.snapshots, name), { recursive: true, force: true });
  }
  await rm(`${files.current}.new`, { force: true });
}

/**
 * Keeps the newest nightly snapshots and the last ones that were asked for by a time; a removed one can be built again by its
 * known-at. Returns the ids of those that are gone.
 */
export async function retain(
  dataDir: string,
  keep: { nightly: number; asked: number },
): Promise<SnapshotId[]> {
  const current = await currentSnapshot(dataDir);
  const rest = (await listSnapshots(dataDir)).filter((m) => m.id !== current?.id);
  const asked = rest.filter((m) => m.origin === 'known-at').sort((a, b) => (a.builtAt < b.builtAt ? 1 : -1));
  const gone = [
    ...rest.filter((m) => m.origin === 'nightly').slice(Math.max(0, keep.nightly - 1)),
    ...asked.slice(keep.asked),
  ];
  for (const manifest of gone)
    await rm(layout(dataDir).snapshot(manifest.id), { recursive: true, force: true });
  return gone.map((m) => m.id);
}

async function sync(path: string): Promise<void> {
  const isFolder = (await stat(path)).isDirectory();
  const handle = await open(path, isFolder ? 'r' : 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
