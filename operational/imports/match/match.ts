import type pg from 'pg';
import { type Batch, demandState, recount } from '../batch.ts';
import type { Matching, Profile } from '../profile.ts';
import { plain } from '../values.ts';
import type { Sought } from './compare.ts';
import { decideMatch, type Matched } from './decide.ts';
import { searchStore } from './held.ts';

const PAGE = 1000;

interface Row {
  line: number;
  mapped: Record<string, string | undefined>;
}

/**
 * Finds the person of every row that has none and that nobody has decided: staged ones, and with `again` those that were queried.
 * What isn't sure becomes queried with its candidates.
 */
export async function match(
  client: pg.PoolClient,
  batch: Batch,
  rules: {
    profile: Profile;
    matching: Matching;
    onStep?: (step: string, share?: number) => void;
    /** Look again for those who were new, and for nobody else: somebody may have brought them in meanwhile. */
    onlyNew?: boolean;
  },
): Promise<void> {
  demandState(batch, ['staged', 'matched', 'reviewed', 'applied'], 'matched');
  const firsts = new Map<string, number>();
  let line = -1;
  for (let done = 0; ; done += PAGE) {
    const { rows } = await client.query<Row>(
      `select line, mapped from import_row where batch_id = $1 and line > $2 and decision is null and basis ${rules.onlyNew ? "= 'new'" : 'is null'}
         and (outcome is null or outcome = 'queried') order by line limit ${PAGE}`,
      [batch.id, line],
    );
    if (rows.length === 0) break;
    line = rows.at(-1)!.line;
    rules.onStep?.('matching', Math.min(1, done / Math.max(1, batch.rows_read)));
    await matchPage(client, batch, rows, { ...rules, firsts });
  }
  if (batch.state === 'staged')
    await client.query("update import_batch set state = 'matched' where id = $1", [batch.id]);
  await recount(client, batch.id);
}

/** What a row says of its person. */
export const soughtOf = ({ mapped: m }: Pick<Row, 'mapped'>): Sought => ({
  given_name: m.given_name ?? null,
  family_name: m.family_name ?? null,
  dob: m.dob ?? null,
  postcode: m.postcode ?? null,
  UPN: m.upn ?? null,
  ULN: m.uln ?? null,
  YPID: m.ypid ?? null,
});

async function matchPage(
  client: pg.PoolClient,
  batch: Batch,
  rows: readonly Row[],
  rules: { profile: Profile; matching: Matching; firsts: Map<string, number> },
): Promise<void> {
  const sought = rows.map(soughtOf);
  const found = await searchStore(client, batch.tenant_id, sought, rules);
  const matched = rows.map((row, i) => {
    const result = decideMatch(sought[i]!, found[i]!, rules);
    const sameAs = result.basis === 'new' ? earlier(rules.firsts, sought[i]!, row.line) : null;
    return { line: row.line, result, sameAs };
  });
  await client.query(
    `update import_row r set person_id = m.person_id, basis = m.basis, score = m.score, candidates = m.candidates,
      same_as_line = m.same_as_line, outcome = case when m.basis is null or $9 then 'queried' end,
      reason = case when m.basis is null then m.reason when $9 then 'Its person is found; it is done when the batch is applied again.' end
     from unnest($2::integer[], $3::bigint[], $4::text[], $5::integer[], $6::jsonb[], $7::integer[], $8::text[])
       as m (line, person_id, basis, score, candidates, same_as_line, reason)
     where r.batch_id = $1 and r.line = m.line`,
    [
      batch.id,
      matched.map((m) => m.line),
      matched.map((m) => ('personId' in m.result ? m.result.personId : null)),
      matched.map((m) => (m.sameAs === null ? m.result.basis : 'line')),
      matched.map((m) => ('score' in m.result ? m.result.score : (m.result.candidates[0]?.score ?? null))),
      matched.map((m) => JSON.stringify(shownCandidates(m.result))),
      matched.map((m) => m.sameAs),
      matched.map((m) => ('reason' in m.result ? m.result.reason : null)),
      batch.state === 'applied', // its rows have all come to something already
    ],
  );
}

/** Of a sure match only the one who was taken is kept, with how it was sure. */
const shownCandidates = (result: Matched) =>
  'personId' in result ? result.candidates.filter((c) => c.person_id === result.personId) : result.candidates;

/** The line of an earlier row that begins a record of the same person; null for the first. */
function earlier(firsts: Map<string, number>, sought: Sought, line: number): number | null {
  const names = [sought.given_name, sought.family_name].map((name) => plain(name ?? '')).join(' ');
  const keys = [
    sought.UPN && `UPN ${sought.UPN}`,
    sought.ULN && `ULN ${sought.ULN}`,
    sought.YPID && `YPID ${sought.YPID}`,
    `${names} ${sought.dob}`,
  ].filter((key) => key !== null && key !== '');
  const first = keys.map((key) => firsts.get(key!)).find((found) => found !== undefined) ?? null;
  for (const key of keys) if (!firsts.has(key!)) firsts.set(key!, first ?? line);
  return first;
}
