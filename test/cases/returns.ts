import type pg from 'pg';
/** A month's return: who is in it, by given name, and fields of their records (null: the element is left out). */
export interface ExpectedReturn {
  period: string;
  people: string[];
  fields?: Record<string, Record<string, string | null>>;
}
export async function checkReturns(
  _pool: pg.Pool,
  _dataDir: string,
  _returns: ExpectedReturn[],
): Promise<void> {}
