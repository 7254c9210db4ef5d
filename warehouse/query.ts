import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CasehouseError } from '../base/errors.ts';
import type { SnapshotId } from '../base/ids.ts';
import { type Column, Duck, type Parameters_, type Rows, type Value } from './duckdb.ts';
import { layout } from './layout.ts';
import type { Manifest } from './manifest.ts';
import { Slots } from './slots.ts';
import { currentSnapshot, damaged, readManifest } from './snapshots.ts';

/**
 * `official`: no names, birth dates or postcodes. `special`: the same, with what single characteristics and needs people have
 * attached beside it as `special`. `lists`: names and core tables, official attached beside it as `official`.
 */
export type Audience = 'official' | 'special' | 'lists';

/** A published snapshot, open for reading. Close it when the request is done; never hold one while opening another. */
export interface SnapshotReader {
  id: SnapshotId;
  manifest: Manifest;
  /** e.g. `DuckDB v1.5.6`. */
  engine: string;
  run(sql: string, parameters?: Parameters_): Promise<Rows>;
  stream(sql: string, parameters?: Parameters_): AsyncGenerator<Value[][]>;
  describe(sql: string): Promise<{ columns: Column[]; parameters: string[] }>;
  close(): void;
}

/** A database file must not share its name with a schema inside it, or every name in it is ambiguous. */
const FILE: Record<Audience, string> = {
  official: 'official.duckdb',
  special: 'official.duckdb',
  lists: 'named.duckdb',
};

/** How many readers may be open at once: each holds a worker of libuv's pool. Who waits longer than this is told so. */
const slots = new Slots(8, 15_000);

/** Opens one audience's file of a snapshot read-only. Throws `busy` when there is no room within 15 s. */
export async function openSnapshot(
  dataDir: string,
  id: SnapshotId | 'current',
  audience: Audience = 'official',
): Promise<SnapshotReader> {
  const manifest = id === 'current' ? await currentSnapshot(dataDir) : await readManifest(dataDir, id);
  if (manifest === null) {
    throw new CasehouseError('no-snapshot', 'There is no snapshot to read yet.', {
      status: 503,
      next: 'Run `casehouse nightly`, which builds and publishes one.',
    });
  }
  const release = await slots.take();
  let duck: Duck | null = null;
  try {
    const folder = layout(dataDir).snapshot(manifest.id);
    duck = await Duck.open(join(folder, FILE[audience]), { readOnly: true });
    const attach = (file: string, as: string) =>
      duck!.exec(`attach '${join(folder, file).replaceAll("'", "''")}' as ${as} (read_only)`);
    if (audience === 'lists') await attach(FILE.official, 'official');
    if (audience === 'special') {
      if (!existsSync(join(folder, 'special.duckdb'))) throw tooOld(manifest);
      await attach('special.duckdb', 'special');
    }
    return reader(duck, manifest, release);
  } catch (cause) {
    duck?.close();
    release();
    throw damaged(manifest.id, cause);
  }
}

const tooOld = (manifest: Manifest): CasehouseError =>
  new CasehouseError('snapshot-too-old', `Snapshot ${manifest.id} holds no single characteristics.`, {
    status: 409,
    next: 'Take a newer snapshot, or build one as known then: `casehouse snapshot build --known-at TIME`.',
  });

function reader(duck: Duck, manifest: Manifest, release: () => void): SnapshotReader {
  let closed = false;
  return {
    id: manifest.id,
    manifest,
    engine: manifest.engine,
    run: (sql, parameters) => duck.run(sql, parameters),
    stream: (sql, parameters) => duck.stream(sql, parameters),
    describe: (sql) => duck.describe(sql),
    close: () => {
      if (closed) return;
      closed = true;
      duck.close();
      release();
    },
  };
}
