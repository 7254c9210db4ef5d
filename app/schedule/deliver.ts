import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, isAbsolute, join } from 'node:path';
import type pg from 'pg';
import { CasehouseError } from '../../base/errors.ts';
import type { MailSettings } from '../../base/settings.ts';
import {
  claim,
  mark,
  type Schedule,
  schedules,
  sentReturns,
  told,
  untold,
} from '../../operational/schedules/store.ts';
import { writeWhole } from '../../reports/render/file.ts';
import type { RunContext } from '../../reports/run/request.ts';
import { dueAt, readTiming } from '../../reports/schedules/timing.ts';
import { tenantOf } from '../packs.ts';
import { sendMail } from './mail.ts';
import { produce } from './produce.ts';

/** What a round of deliveries needs. */
export interface Round {
  pool: pg.Pool;
  context: RunContext;
  mail: MailSettings | null;
  now: Date;
  log: (line: string) => void;
  /** Called before each step with its name; may throw or end the process. */
  onStep?: (step: string) => void | Promise<void>;
}

/** What became of one thing that was owed in this round. */
export interface Outcome {
  schedule: string;
  period: string;
  receiver: string;
  state: 'done' | 'failed' | 'uncertain';
  detail: string | null;
}

/** A failed delivery is tried again this often in all, in later rounds. */
const ATTEMPTS = 3;
/** Postgres advisory lock of the round: one at a time for a case store, wherever it runs. */
const LOCK = 7_331_010;

/**
 * Delivers what is due, each thing once. Its line in the ledger is written before it is begun and after it is done; the key of
 * schedule, period and receiver holds it to one. A file in a folder gets its whole content and then its name, so that doing it again
 * after a crash leaves the same one file. A letter is marked `sending` before it is handed over: after a crash right there nobody can
 * know whether the server took it, so it is `uncertain`, is not sent again by itself, and the owner is told. Failures are tried again
 * in later rounds, three times in all.
 */
export async function deliverDue(round: Round): Promise<Outcome[]> {
  const client = await round.pool.connect();
  try {
    const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [LOCK]);
    if (!rows[0]!.mine) return [];
    try {
      return await deliverAll(round);
    } finally {
      await client.query('select pg_advisory_unlock($1)', [LOCK]);
    }
  } finally {
    client.release();
  }
}

async function deliverAll(round: Round): Promise<Outcome[]> {
  const tenantId = await tenantOf(round.pool);
  const returns = await sentReturns(round.pool, tenantId);
  const outcomes: Outcome[] = [];
  for (const schedule of await schedules(round.pool, tenantId)) {
    const due = dueAt(readTiming(schedule.timing.text), round.now, new Date(schedule.madeAt), returns);
    if (due === null) continue;
    let files: string[] | null = null;
    const work = await mkdtemp(join(tmpdir(), 'casehouse-delivery-')); // readable by this user only
    try {
      for (const receiver of schedule.target) {
        const line = await claim(round.pool, tenantId, {
          scheduleId: schedule.id,
          period: due.period,
          receiver,
        });
        const one = { schedule: schedule.name, period: due.period, receiver };
        if (line.state === 'sending') {
          const detail = 'The program ended while the mail server was taking it; it may have arrived.';
          await mark(round.pool, line.id, { state: 'uncertain', detail });
          outcomes.push({ ...one, state: 'uncertain', detail });
          continue;
        }
        if (line.state === 'done' || line.state === 'uncertain' || line.attempts >= ATTEMPTS) continue;
        try {
          await round.onStep?.('produce');
          files ??= await produce(round, schedule, due.period, work);
          outcomes.push({ ...one, ...(await handOver(round, schedule, line.id, one, files)) });
        } catch (error) {
          const detail = error instanceof CasehouseError ? `${error.message} ${error.next}` : String(error);
          await mark(round.pool, line.id, { state: 'failed', detail, attempt: true });
          outcomes.push({ ...one, state: 'failed', detail });
        }
      }
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }
  await tellOwners(round, tenantId);
  return outcomes;
}

async function handOver(
  round: Round,
  schedule: Schedule,
  id: number,
  one: { schedule: string; period: string; receiver: string },
  files: readonly string[],
): Promise<Pick<Outcome, 'state' | 'detail'>> {
  const fileHash = createHash('sha256')
    .update(await readFile(files[0]!))
    .digest('hex');
  const evidence = { fileName: files.map((file) => basename(file)).join(', '), fileHash };
  const place = one.receiver.slice(one.receiver.indexOf(':') + 1);
  if (one.receiver.startsWith('folder:')) {
    if (!isAbsolute(place))
      throw new CasehouseError('bad-target', `${place} is no whole path of a folder.`, {
        next: 'Add the schedule again with a path that begins with /.',
      });
    await inFolder(place);
    for (const file of files) {
      await round.onStep?.('write file');
      await writeWhole(join(place, basename(file)), (part) => copyFile(file, part));
    }
    await round.onStep?.('file written');
    await mark(round.pool, id, { state: 'done', attempt: true, ...evidence });
    return { state: 'done', detail: null };
  }
  if (round.mail === null)
    throw new CasehouseError('no-mail-server', 'No mail server is set.', {
      next: 'Set SMTP_URL and MAIL_FROM.',
    });
  await mark(round.pool, id, { state: 'sending', attempt: true, ...evidence });
  await round.onStep?.('hand over');
  const handed = await sendMail(round.mail, {
    to: place,
    subject: `${schedule.name}, ${one.period}`,
    text: `Attached: ${evidence.fileName}.\n\nThis was sent by schedule. It is sent once; ${schedule.owner} answers for it.\n`,
    files,
    key: `${one.schedule} ${one.period} ${one.receiver}`,
  });
  await round.onStep?.('handed over');
  if (handed.outcome === 'taken') {
    await mark(round.pool, id, { state: 'done', ...evidence });
    return { state: 'done', detail: null };
  }
  const state = handed.outcome === 'refused' ? 'failed' : 'uncertain';
  await mark(round.pool, id, { state, detail: handed.reason });
  return { state, detail: handed.reason };
}

/** The folder, made when only it is missing: a path that is wrong further up is a mistake or a share that is not there. */
async function inFolder(place: string): Promise<void> {
  try {
    await mkdir(place);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw new CasehouseError('no-folder', `The folder ${place} can't be made.`, {
      next: 'Make it, or see that the share is there; it is tried again.',
      cause,
    });
  }
}

/** Tells each owner of what failed; when that can't be sent either, it stays untold and is tried again in the next round. */
async function tellOwners({ pool, mail, log }: Round, tenantId: number): Promise<void> {
  for (const one of await untold(pool, tenantId)) {
    const sentence = `${one.schedule} for ${one.period} to ${one.receiver}: ${one.state}. ${one.detail ?? ''}`;
    log(`schedule: ${sentence}`);
    if (mail === null) continue;
    const handed = await sendMail(mail, {
      to: one.owner,
      subject: `Not delivered: ${one.schedule}, ${one.period}`,
      text: `${sentence}\n\n${one.state === 'failed' ? 'It is tried three times in all.' : 'It is not sent again by itself, so that nobody gets it twice.'}\n"casehouse schedule list" shows how it stands.\n`,
      files: [],
      key: `told ${one.id} ${one.state}`,
    });
    if (handed.outcome === 'taken') await told(pool, one.id);
  }
}
