import type pg from 'pg';
import { isDay, londonDay } from '../../base/dates.ts';
import { CasehouseError } from '../../base/errors.ts';
import { apply } from './apply/apply.ts';
import { type Batch, type Doer, demandState, inTransaction, lockBatch } from './batch.ts';
import { findMapping } from './mappings.ts';
import { match } from './match/match.ts';
import { loadMatching, loadProfile, type Profile } from './profile.ts';
import { examine } from './read/examine.ts';
import { stage } from './stage.ts';
import { undo } from './undo.ts';

/** A file that comes in. */
export interface Intake {
  profile: string;
  /** Path of the file. */
  file: string;
  /** What the sender called it; the path's last part when left out. */
  fileName?: string;
  /** Name of a saved mapping. */
  mapping?: string | null;
  /** The day that the list tells of, ISO; when the same file was loaded before: as then; else today. */
  asAt?: string | null;
  /** Columns whose value holds for the whole file. */
  given?: Record<string, string>;
  dates?: 'dmy' | 'mdy' | 'ymd' | null;
  /** Stop after matching, for a person to look; else what is sure is applied at once. */
  review?: boolean;
  /** Do everything and keep nothing. */
  dryRun?: boolean;
}

/**
 * Takes a file in: examined, staged, matched and, unless it is to be reviewed, applied; in one transaction, so that a file that is
 * refused or a process that dies leaves nothing. Returns the batch as it then stands. `look` sees it before a dry run is thrown away.
 */
export async function takeIn(
  pool: pg.Pool,
  who: Doer,
  intake: Intake,
  look: (client: pg.PoolClient, batch: Batch) => Promise<void> = async () => {},
): Promise<Batch> {
  const profile = loadProfile(intake.profile);
  const given = intake.given ?? {};
  const strange = Object.keys(given).find((key) => !(key in profile.columns));
  if (strange !== undefined)
    throw new CasehouseError('no-such-column', `${profile.id} has no column ${strange}.`, {
      next: `Its columns are ${Object.keys(profile.columns).join(', ')}.`,
    });
  demandAsAt(intake.asAt ?? null, londonDay(who.clock()));
  if (profile.mapped && !intake.mapping)
    throw new CasehouseError(
      'mapping-needed',
      `${profile.id} needs a saved mapping of the file's headings.`,
      {
        next: 'Save one first: "casehouse import mapping NAME --profile …", then give --mapping NAME.',
      },
    );
  who.onStep?.('looking at the file');
  const examined = await examine(intake.file);
  return inTransaction(
    pool,
    who,
    async (client) => {
      const mapping = intake.mapping
        ? await findMapping(client, who.tenantId, intake.mapping, profile.id)
        : null;
      who.onStep?.('reading the rows');
      const id = await stage(client, who, {
        profile,
        examined,
        fileName: intake.fileName ?? intake.file,
        mapping,
        asAt: intake.asAt ?? (await earlierAsAt(client, who.tenantId, profile, examined.hash)),
        options: { given, dates: intake.dates ?? null },
      });
      await match(client, await lockBatch(client, who.tenantId, id), {
        profile,
        matching: loadMatching(),
        ...(who.onStep ? { onStep: who.onStep } : {}),
      });
      if (!intake.review) await apply(client, who, await lockBatch(client, who.tenantId, id), profile);
      const batch = await lockBatch(client, who.tenantId, id);
      await look(client, batch);
      return batch;
    },
    { keep: !intake.dryRun },
  );
}

function demandAsAt(asAt: string | null, today: string): void {
  if (asAt === null || (isDay(asAt) && asAt <= today && asAt >= '1990-01-01')) return;
  throw new CasehouseError('bad-as-at', `${asAt} is not a day that a list can tell of.`, {
    next: 'Give the day on which the list was made, as year-month-day, not after today.',
  });
}

/** The day of an earlier load of the same file, so that loading it again says nothing new. */
async function earlierAsAt(
  client: pg.PoolClient,
  tenantId: number,
  profile: Profile,
  hash: string,
): Promise<string | null> {
  const { rows } = await client.query<{ as_at: string }>(
    `select as_at from import_batch where tenant_id = $1 and profile = $2 and file_hash = $3 and as_at is not null
       and state not in ('undone', 'refused') order by id limit 1`,
    [tenantId, profile.id, hash],
  );
  return rows[0]?.as_at ?? null;
}

const step =
  (work: (client: pg.PoolClient, who: Doer, batch: Batch) => Promise<void>) =>
  (pool: pg.Pool, who: Doer, id: number, options: { keep: boolean } = { keep: true }): Promise<Batch> =>
    inTransaction(
      pool,
      who,
      async (client) => {
        await work(client, who, await lockBatch(client, who.tenantId, id));
        return lockBatch(client, who.tenantId, id);
      },
      options,
    );

/** Looks again for the people of the rows that have none, after records were added or put right. */
export const matchBatch = step((client, who, batch) =>
  match(client, batch, {
    profile: profileOf(batch),
    matching: loadMatching(),
    ...(who.onStep ? { onStep: who.onStep } : {}),
  }),
);

/** Says that a person has looked at what would be done and lets it be. */
export const approveBatch = step(async (client, who, batch) => {
  demandState(batch, ['matched'], 'reviewed');
  await client.query(
    "update import_batch set state = 'reviewed', reviewed_at = $2, reviewed_by = $3 where id = $1",
    [batch.id, who.clock(), who.userId],
  );
});

/** Applies what is matched and decided; again after further decisions. With `keep: false` it only shows what would come of it. */
export const applyBatch = step(async (client, who, batch) => {
  const profile = profileOf(batch);
  if (['matched', 'reviewed', 'applied'].includes(batch.state))
    await match(client, batch, { profile, matching: loadMatching(), onlyNew: true });
  await apply(client, who, batch, profile);
});

/** Takes back all that a batch did; throws UndoBlocked with the list of what was changed since. */
export const undoBatch = step(undo);

/** Turns a batch down before it is applied: its counts stay, its rows go. */
export const refuseBatch = step(async (client, who, batch) => {
  demandState(batch, ['staged', 'matched', 'reviewed'], 'turned down');
  await client.query('delete from import_row where batch_id = $1', [batch.id]);
  await client.query(
    "update import_batch set state = 'refused', reviewed_at = $2, reviewed_by = $3 where id = $1",
    [batch.id, who.clock(), who.userId],
  );
});

function profileOf(batch: Batch): Profile {
  if (batch.profile === 'nccis')
    throw new CasehouseError('batch-state', 'A loaded return is decided by loading a corrected return.', {
      status: 409,
      next: 'Put the records or the file right and load it again.',
    });
  return loadProfile(batch.profile);
}
