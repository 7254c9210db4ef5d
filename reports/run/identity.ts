import type { SnapshotId } from '../../base/ids.ts';
import { openSnapshot } from '../../warehouse/query.ts';

/**
 * Who stands behind each pseudonym of a snapshot, in the same order: the record's number, by which a person is found again
 * in another snapshot, where the pseudonym differs on purpose. For comparing inside the server only: never hand it out.
 */
export async function identities(
  dataDir: string,
  snapshot: SnapshotId,
  keys: readonly string[],
): Promise<string[]> {
  if (keys.length === 0) return [];
  const lists = await openSnapshot(dataDir, snapshot, 'lists');
  try {
    const { rows } = await lists.run(
      `select person_key, cast(person_id as varchar) from lists.person
       where person_key in (select unnest(string_split($keys, ',')))`,
      { keys: keys.join(',') },
    );
    const known = new Map(rows.map((row) => [String(row[0]), `person ${String(row[1])}`]));
    return keys.map((key) => known.get(key) ?? `pseudonym ${key}`);
  } finally {
    lists.close();
  }
}
