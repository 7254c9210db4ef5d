import type pg from 'pg';

/** Postgres advisory lock of setting up: two starts on one empty folder must not both make the demo authority. */
const LOCK = 7_331_002;

/** Does `work` while no other process sets the same case store up; waits for its turn, saying so. */
export async function alone<T>(
  pool: pg.Pool,
  log: (line: string) => void,
  work: () => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query('select pg_try_advisory_lock($1) as got', [LOCK]);
    if (!rows[0].got) {
      log('Another start is setting this case store up; waiting for it.');
      await client.query('select pg_advisory_lock($1)', [LOCK]);
    }
    return await work();
  } finally {
    await client.query('select pg_advisory_unlock($1)', [LOCK]).catch(() => {});
    client.release();
  }
}
