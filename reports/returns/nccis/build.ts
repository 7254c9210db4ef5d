import { randomBytes } from 'node:crypto';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { londonDay, monthEnd } from '../../../base/dates.ts';
import { CasehouseError } from '../../../base/errors.ts';
import type { SnapshotId } from '../../../base/ids.ts';
import type { Edition } from '../../../nccis/edition.ts';
import { editionOn, loadEditions } from '../../../nccis/editions.ts';
import type { Values } from '../../../nccis/file/reader.ts';
import { writeReturn } from '../../../nccis/file/writer.ts';
import { openSnapshot, type SnapshotReader } from '../../../warehouse/query.ts';
import { returnHeader } from './header.ts';
import { validateReturn } from './validate.ts';
import { type Ledger, type ReturnRecord, returnRecords } from './records.ts';

export type ReturnRequest = {
  dataDir: string;
  /** YYYY-MM. */
  period: string;
  /** The authorities that the file speaks for; all of the council's when left out. */
  las?: readonly string[];
  /** A file, or a folder in which the file gets the name NCCIS_<LA>_<CCYYMM>_<run>.xml. */
  out: string;
  snapshot?: SnapshotId | 'current';
  ledger?: Ledger;
  editions?: Edition[];
  clock?: () => Date;
  onStep?: (step: string, done?: number) => void;
  supplier?: { name: string; version: string };
  /** Sees each record as it is written, in the order of the file. */
  onSent?: (record: SentRecord) => void;
};

/** One record of a return; `sha256` is that of its XML. */
export type SentRecord = {
  personId: number;
  ypid: string;
  status: string;
  la: string | null;
  sha256: string;
};

/** A return that was made. */
export type BuiltReturn = {
  file: string;
  sha256: string;
  bytes: number;
  records: number;
  byStatus: Record<string, number>;
  /** How many leavers are told of late, by the month (YYYY-MM) in which they left. */
  late: Record<string, number>;
  edition: string;
  periodEnd: string;
  laCodes: string[];
  snapshot: SnapshotId;
};

const NO_LEDGER: Ledger = { reported: '[]', standing: '[]', since: null };

/**
 * Makes a month's return from a snapshot: written under a temporary name, validated against the edition's schema, then renamed.
 * Needs constant memory.
 */
export async function buildReturn(request: ReturnRequest): Promise<BuiltReturn> {
  const editions = request.editions ?? loadEditions();
  const { clock = () => new Date(), onStep = () => {} } = request;
  const periodEnd = monthEnd(request.period);
  const edition = editionOn(editions, periodEnd);
  const snapshot = await openSnapshot(request.dataDir, request.snapshot ?? 'current', 'lists');
  try {
    requireMonth(snapshot, periodEnd);
    const laCodes = chosenLas(request.las, snapshot);
    const header = await returnHeader(snapshot, edition, {
      periodEnd,
      laCodes,
      sentOn: londonDay(clock()),
      supplier: request.supplier,
    });
    const file = await fileName(request.out, edition, header, periodEnd);
    const working = `${file}.${randomBytes(4).toString('hex')}.part`;
    try {
      onStep('writing the records');
      const built = await write(working, snapshot, edition, header, request);
      onStep('validating against the schema');
      await validateReturn(working, edition);
      await rename(working, file);
      return { ...built, file, edition: edition.id, periodEnd, laCodes, snapshot: snapshot.id };
    } finally {
      await rm(working, { force: true });
    }
  } finally {
    snapshot.close();
  }
}

function requireMonth(snapshot: SnapshotReader, periodEnd: string): void {
  const { from, to } = snapshot.manifest.months;
  if (periodEnd >= from && periodEnd <= to) return;
  throw new CasehouseError(
    'no-month',
    `The snapshot ${snapshot.id} holds the months to ${to}, not the one to ${periodEnd}.`,
    {
      next:
        periodEnd > to
          ? 'Wait for the month to end and run `casehouse nightly`.'
          : `Choose a month from ${from.slice(0, 7)} on.`,
    },
  );
}

/** The authorities asked for, in order; those that the council makes no return for are refused. */
function chosenLas(asked: readonly string[] | undefined, snapshot: SnapshotReader): string[] {
  const own = snapshot.manifest.tenant.laCodes;
  if (asked === undefined || asked.length === 0) return [...own].sort();
  const wrong = asked.find((la) => !own.includes(la));
  if (wrong === undefined) return [...new Set(asked)].sort();
  throw new CasehouseError('no-such-la', `${wrong} is not an authority of this council.`, {
    next: `Use ${own.join(' or ')}.`,
  });
}

/** The file to write: as asked for, or in a folder the next run's name. */
async function fileName(out: string, edition: Edition, header: Values, periodEnd: string): Promise<string> {
  const isFolder = (path: string) =>
    stat(path).then(
      (s) => s.isDirectory(),
      () => false,
    );
  if (!out.endsWith('/') && !(await isFolder(out))) {
    if (await isFolder(dirname(out))) return out;
    throw noFolder(dirname(out));
  }
  if (!(await isFolder(out))) throw noFolder(out.replace(/\/+$/, ''));
  const named = edition.fileNames.return
    .replace('{la}', (header.source_las as string[])[0]!)
    .replace('{month}', periodEnd.slice(0, 7).replace('-', ''));
  const [stem = '', end = ''] = named.split('{run}');
  const runs = (await readdir(out))
    .filter((n) => n.startsWith(stem))
    .map((n) => Number.parseInt(n.slice(stem.length), 10) || 0);
  return join(out, `${stem}${Math.max(0, ...runs) + 1}${end}`);
}

const noFolder = (folder: string): CasehouseError =>
  new CasehouseError('no-folder', `There is no folder ${folder}.`, { next: 'Make it, or name another.' });

async function write(
  file: string,
  snapshot: SnapshotReader,
  edition: Edition,
  header: Values,
  { ledger = NO_LEDGER, onSent = () => {} }: ReturnRequest,
) {
  const late: Record<string, number> = {};
  const byStatus: Record<string, number> = {};
  let current: Omit<ReturnRecord, 'values'> | null = null;
  const records = (async function* () {
    for await (const { values, ...about } of returnRecords(snapshot, edition, {
      periodEnd: header.period_end as string,
      las: header.source_las as string[],
      ledger,
    })) {
      current = about;
      yield values;
    }
  })();
  const written = await writeReturn(file, edition, header, records, (values, sha256) => {
    const { personId, isLeaver, leftIn } = current!;
    const [ypid, status] = [values.ypid as string, values.cohort_status as string];
    onSent({ personId, ypid, status, la: values.lead_la as string | null, sha256 });
    byStatus[status] = (byStatus[status] ?? 0) + 1;
    if (isLeaver && leftIn !== null) late[leftIn.slice(0, 7)] = (late[leftIn.slice(0, 7)] ?? 0) + 1;
  });
  return { ...written, byStatus, late };
}
