import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays } from '../../base/dates.ts';

// The warehouse's own statement over random lives, against a model that walks day by day.
const sql = readFileSync(join(import.meta.dirname, '../../sql/core/40_neet_run.sql'), 'utf8');
const FIRST = '2025-08-20';
const DAYS = 120;
const NEET = ['540', '619', '640'];
const OTHER = ['230', '330', '810'];

interface Spell {
  code: string;
  from: string;
  /** Half-open. */
  to: string;
}
/** A life of spells one after another, with gaps of 0 to 3 days between them. */
const life = fc
  .array(
    fc.record({
      code: fc.constantFrom(...NEET, ...NEET, ...OTHER),
      gap: fc.constantFrom(0, 0, 0, 0, 1, 3),
      length: fc.integer({ min: 1, max: 14 }),
    }),
    { maxLength: 9 },
  )
  .map((parts) => {
    let at = FIRST;
    return parts.map(({ code, gap, length }): Spell => {
      const from = addDays(at, gap);
      at = addDays(from, length);
      return { code, from, to: at };
    });
  });

/** Each NEET spell with the run that it belongs to: walk the days, and a run is broken by any day that is not NEET. */
function naiveRuns(spells: Spell[]): string[] {
  const doing = new Map<string, Spell>();
  for (const s of spells) for (let d = s.from; d < s.to; d = addDays(d, 1)) doing.set(d, s);
  const found: string[] = [];
  let run: { from: string; spells: Set<Spell> } | null = null;
  for (let n = 0; n <= DAYS + 60; n++) {
    const day = addDays(FIRST, n);
    const spell = doing.get(day);
    if (spell && NEET.includes(spell.code)) {
      run ??= { from: day, spells: new Set() };
      run.spells.add(spell);
    } else if (run) {
      for (const s of run.spells)
        found.push(`${s.from} in ${run.from} to ${day}, first ${[...run.spells][0]!.code}`);
      run = null;
    }
  }
  return found.sort();
}

test('unbroken runs of NEET activities are those that a walk through the days finds', async () => {
  const instance = await DuckDBInstance.create(':memory:');
  const duck = await instance.connect();
  try {
    await duck.run(`create schema core; create schema ref;
      create table core.situation (person_id integer, situation_id integer, code varchar, valid_from date, valid_to date);
      create table ref.activity as select code, headline, date '2011-09-01' as valid_from, date '2199-12-31' as valid_to
      from (values ${[...NEET.map((c) => `('${c}', 'NEET')`), ...OTHER.map((c) => `('${c}', 'EET')`)].join(', ')}) t (code, headline)`);
    await fc.assert(
      fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 6 }), async (lives) => {
        await duck.run('delete from core.situation');
        const rows = lives.flatMap((spells, person) =>
          spells.map(
            (s, i) => `(${person}, ${person * 100 + i}, '${s.code}', date '${s.from}', date '${s.to}')`,
          ),
        );
        if (rows.length > 0) await duck.run(`insert into core.situation values ${rows.join(', ')}`);
        const { rows: got } = await duck
          .runAndReadAll(
            `select r.person_id, cast(s.valid_from as varchar) || ' in ' || cast(r.started_on as varchar) || ' to '
               || cast(r.ended_on as varchar) || ', first ' || r.first_code
             from (${sql}) r join core.situation s on s.situation_id = r.situation_id`,
          )
          .then((reader) => ({ rows: reader.getRows() }));
        lives.forEach((spells, person) => {
          const mine = got.filter(([id]) => id === person).map(([, text]) => String(text));
          expect(mine.sort()).toEqual(naiveRuns(spells));
        });
      }),
      { numRuns: 60 },
    );
  } finally {
    duck.closeSync();
    instance.closeSync();
  }
});
