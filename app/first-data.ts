import type pg from 'pg';
import { CasehouseError } from '../base/errors.ts';
import type { Io } from './io.ts';

/** What every case store needs before its first record: the national code lists. May be repeated. */
export async function prepareStore(pool: pg.Pool): Promise<void> {
  const { loadCodes } = await import('../operational/codes.ts');
  await loadCodes(pool);
}

/** Whether nobody has put an authority into the case store yet. */
export async function isEmpty(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query<{ used: boolean }>('select exists (select from tenant) as used');
  return !rows[0]!.used;
}

/** Makes the demo authority in an empty case store; one that is in use is left alone. */
export async function fillWithDemo(
  pool: pg.Pool,
  size: { people: number | null; seed: number | null },
  io: Io,
): Promise<void> {
  if (!(await isEmpty(pool))) {
    throw new CasehouseError(
      'store-in-use',
      'The case store holds an authority already; nothing was changed.',
      {
        status: 409,
        next: 'Use another database (DATABASE_URL) or data folder (CASEHOUSE_DATA) for a demo.',
      },
    );
  }
  const { createDemo } = await import('../operational/demo/demo.ts');
  await createDemo({ pool, ...size, clock: io.clock, log: io.log, onStep: io.progress });
}
