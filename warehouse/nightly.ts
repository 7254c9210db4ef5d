import { appendFile, chmod, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { CasehouseError } from '../base/errors.ts';
import type { Edition } from '../nccis/edition.ts';
import { shippedEditions } from '../nccis/editions.ts';
import { build } from './build/build.ts';
import { fileHash } from './build/fingerprint.ts';
import { firstKnown, type KnownPosition, positionAt } from './build/known.ts';
import { keepLocalCodes } from './build/own.ts';
import { CONTRACT } from './build/models.ts';
import { Duck } from './duckdb.ts';
import { capture, type OnStep } from './history/capture.ts';
import { layout } from './layout.ts';
import type { Manifest } from './manifest.ts';
import { freeId, listSnapshots, makeCurrent, publish, retain, sweep } from './snapshots.ts';

/** Postgres advisory lock of the nightly load: one loader for a case store, wherever it runs. */
const LOCK = 7_331_001;

const KEEP = { nightly: 30, asked: 20 };

export interface NightlyOptions {
  pool: pg.Pool;
  dataDir: string;
  /** Called before each step with its name; may throw or end the process. */
  onStep?: OnStep;
  clock?: () => Date;
  /** Snapshots to keep: the newest of the nights, and the last that were asked for by a time. */
  keep?: { nightly: number; asked: number };
  /** The packs, on which the council's own values and codes are laid; those that come with the product when left out. */
  editions?: readonly Edition[];
}

/** Captures, builds, audits and publishes one snapshot. Whatever goes wrong, the snapshot that served goes on serving. */
export async function nightly(options: NightlyOptions): Promise<Manifest> {
  const { pool, dataDir, onStep = () => {}, clock = () => new Date(), keep = KEEP } = options;
  const editions = options.editions ?? shippedEditions();
  const files = layout(dataDir);
  // The warehouse holds names: nobody but the account that runs it may look in.
  await mkdir(files.snapshots, { recursive: true, mode: 0o700 });
  await chmod(files.root, 0o700);
  return withLock(pool, async () => {
    const started = clock();
    try {
      await onStep('sweep');
      await sweep(dataDir);
      const batch = await capture(pool, files, onStep);
      await keepLocalCodes(pool, files); // afterwards: whatever was captured has its code here
      const position: KnownPosition = { batch: batch.batch, knownAt: batch.capturedAt };
      const manifest = await buildAndPublish(dataDir, position, 'nightly', {
        started,
        clock,
        onStep,
        editions,
      });
      await onStep('make current');
      await makeCurrent(dataDir, manifest.id);
      await retain(dataDir, keep);
      await note(files.nights, {
        at: started,
        seconds: manifest.seconds,
        snapshot: manifest.id,
        changes: batch.changes,
      });
      return manifest;
    } catch (error) {
      await note(files.nights, {
        at: started,
        stopped: error instanceof Error ? error.message : String(error),
      });
      throw error;
    }
  });
}

/**
 * The snapshot "as known at" an instant: the retained one that was published with it, or one built from history to that position,
 * equal to it by hash. It does not become current.
 */
export async function snapshotAt(
  dataDir: string,
  knownAt: Date,
  options: { onStep?: OnStep; clock?: () => Date; rebuild?: boolean } = {},
): Promise<Manifest> {
  const { onStep = () => {}, clock = () => new Date(), rebuild = false } = options;
  if (Number.isNaN(knownAt.getTime()) || knownAt > clock()) {
    throw new CasehouseError('known-at-in-future', 'What is known at a time to come is not known yet.', {
      next: 'Give a time that has passed, such as 2026-03-31 or 2026-03-31T18:00:00Z.',
    });
  }
  const iso = knownAt.toISOString();
  const kept = (await listSnapshots(dataDir)).find((m) => m.knownAt === iso);
  if (kept && !rebuild) return kept;
  const files = layout(dataDir);
  const history = await Duck.open(files.history, { readOnly: true }).catch(() => null);
  const utc = iso.replace('T', ' ').replace('Z', '');
  const position = history && (await positionAt(history, utc));
  const first = position && (await firstKnown(history));
  history?.close();
  if (!position) {
    throw new CasehouseError('no-history', 'The warehouse holds no history yet.', {
      next: 'Run `casehouse nightly` first.',
    });
  }
  if (first && utc < first) throw nothingKnown(knownAt, new Date(`${first.replace(' ', 'T')}Z`));
  const built = await buildAndPublish(dataDir, position, 'known-at', {
    started: clock(),
    clock,
    onStep,
    editions: shippedEditions(),
  });
  await retain(dataDir, KEEP);
  return built;
}

function nothingKnown(knownAt: Date, first: Date): CasehouseError {
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'Europe/London' });
  return new CasehouseError('nothing-known-yet', `Nothing was known yet on ${day.format(knownAt)}.`, {
    next: `The first records were known on ${day.format(first)}; choose a day after it.`,
  });
}

async function buildAndPublish(
  dataDir: string,
  position: KnownPosition,
  origin: Manifest['origin'],
  run: { started: Date; clock: () => Date; onStep: OnStep; editions: readonly Edition[] },
): Promise<Manifest> {
  const { started, clock, onStep, editions } = run;
  const files = layout(dataDir);
  const id = await freeId(dataDir, position.knownAt);
  const folder = files.building(id);
  const built = await build(files, folder, position, editions, onStep).catch(async (error) => {
    await rm(folder, { recursive: true, force: true }); // what a kill leaves is swept by the next load
    throw error;
  });
  const manifest: Manifest = {
    id,
    knownAt: iso(position.knownAt),
    builtAt: later(clock().toISOString(), iso(position.knownAt)),
    seconds: Math.max(0, Math.round((clock().getTime() - started.getTime()) / 100) / 10),
    ...built,
    position,
    contract: CONTRACT,
    files: {
      'official.duckdb': await fileHash(join(folder, 'official.duckdb')),
      'special.duckdb': await fileHash(join(folder, 'special.duckdb')),
      'named.duckdb': await fileHash(join(folder, 'named.duckdb')),
    },
    origin,
  };
  await onStep('publish');
  await publish(dataDir, manifest);
  return manifest;
}

const iso = (utc: string): string => `${utc.replace(' ', 'T')}Z`;

/** A clock that runs behind the database's can't have built a snapshot before it was known. */
const later = (a: string, b: string): string => (a > b ? a : b);

async function withLock<T>(pool: pg.Pool, work: () => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query('select pg_try_advisory_lock($1) as got', [LOCK]);
    if (!rows[0].got) {
      throw new CasehouseError('load-running', 'Another nightly load of this case store is running.', {
        status: 409,
        next: 'Wait until it has ended; `casehouse snapshot list` shows what it published.',
      });
    }
    return await work();
  } finally {
    await client.query('select pg_advisory_unlock_all()').catch(() => {});
    client.release();
  }
}

async function note(file: string, night: { at: Date; [key: string]: unknown }): Promise<void> {
  await appendFile(file, `${JSON.stringify({ ...night, at: night.at.toISOString() })}\n`).catch(() => {});
}
