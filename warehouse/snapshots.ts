import { open, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CasehouseError } from '../base/errors.ts';
import { type SnapshotId, snapshotId } from '../base/ids.ts';
import { layout } from './layout.ts';
import type { Manifest } from './manifest.ts';

/** The snapshots in the data folder, those that know most first. */
export async function listSnapshots(dataDir: string): Promise<Manifest[]> {
  const files = layout(dataDir);
  const names = await readdir(files.snapshots).catch(() => []);
  const manifests = await Promise.all(
    names
      .filter((n) => /^\d{8}-\d{6}(-\d+)?$/.test(n))
      .map((n) => readManifest(dataDir, snapshotId(n)).catch(() => null)),
  );
  return manifests.filter((m) => m !== null).sort((a, b) => (a.knownAt < b.knownAt ? 1 : -1));
}

/** The snapshot that serves; null before the first nightly load. */
export async function currentSnapshot(dataDir: string): Promise<Manifest | null> {
  const id = await readFile(layout(dataDir).current, 'utf8').catch(() => null);
  return id === null ? null : readManifest(dataDir, snapshotId(id.trim()));
}

/** Throws when there is no such snapshot. */
export async function readManifest(dataDir: string, id: SnapshotId): Promise<Manifest> {
  const text = await readFile(join(layout(dataDir).snapshot(id), 'manifest.json'), 'utf8').catch(() => null);
  if (text === null) {
    throw new CasehouseError('no-such-snapshot', `There is no snapshot ${id}.`, {
      status: 404,
      next: 'See `casehouse snapshot list` for those there are, or build one with `casehouse snapshot build --known-at TIME`.',
    });
  }
  return JSON.parse(text) as Manifest;
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

/** Keeps the newest nightly snapshots and every one that was asked for; a removed one can be built again by its known-at. */
export async function retain(dataDir: string, keep: number): Promise<SnapshotId[]> {
  const current = await currentSnapshot(dataDir);
  const nightly = (await listSnapshots(dataDir)).filter(
    (m) => m.origin === 'nightly' && m.id !== current?.id,
  );
  const gone = nightly.slice(Math.max(0, keep - 1));
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
