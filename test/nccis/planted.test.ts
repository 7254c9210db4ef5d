import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkText } from '../../nccis/check/check.ts';
import { editionOn, loadEditions } from '../../nccis/editions.ts';
import type { Values } from '../../nccis/file/reader.ts';
import { type Facts, type Fault, factsOf, faults, fileFaults } from './support/faults.ts';
import { randomFrom, validRecord } from './support/records.ts';
import { returnText } from './support/xml.ts';

const editions = loadEditions();

/** Valid records of a month; in the first edition every Year 11 pupil must have an intended destination. */
function valid(at: string, count: number, seed: number): Values[] {
  const edition = editionOn(editions, at);
  const random = randomFrom(seed);
  return Array.from({ length: count }, (_, i) => {
    const record = validRecord(edition, at, i + 1, random);
    return { ...record, intended_destination: record.intended_destination ?? '611' };
  });
}

/** Plants each fault in a record of its own (two for a pair); gives the file's text and what must be found: "record number". */
async function planted(
  at: string,
  base: Values[],
  chosen: Fault[],
): Promise<{ xml: string; expected: string[] }> {
  const facts = base.map((r) => factsOf(r, at));
  const used = new Set([base.length - 1]); // the last is left for faults of the file's text
  const take = (fits: (f: Facts) => boolean, no: string): number => {
    const found = facts.findIndex((f, i) => !used.has(i) && fits(f));
    expect(found, `a record in which ${no} can be planted`).toBeGreaterThanOrEqual(0);
    used.add(found);
    return found;
  };
  const records = [...base];
  const expected: string[] = [];
  for (const fault of chosen) {
    const i = take(fault.fits, fault.no);
    const j = fault.pair ? take((b) => fault.pair!(facts[i]!, b), fault.no) : i;
    records[i] = { ...base[i], ...fault.plant(base[i]!, at, base[j]!) };
    for (const no of [fault.no, ...(fault.also ?? [])]) expected.push(`${records[i]!.ypid} ${no}`);
    if (fault.pair) expected.push(`${records[j]!.ypid} ${fault.no}`);
  }
  return { xml: await returnText(editionOn(editions, at), at, records), expected };
}

async function found(xml: string, at: string): Promise<string[]> {
  const report = await checkText(xml, { editions, edition: editionOn(editions, at).id });
  return report.findings.map((f) => `${f.record ?? 'file'} ${f.number}`).sort();
}

describe.each(['2020-03-31', '2026-01-31', '2026-06-30'])('a return of %s', (at) => {
  const edition = editionOn(editions, at);
  const here = faults.filter((f) => !f.only || f.only.includes(edition.id));
  const pool = valid(at, 700, Number(at.replaceAll('-', '')));

  test('there is a planter for every number of the edition, and for none that it lacks', () => {
    const numbers = edition.checks.filter((c) => c.active).map((c) => c.no);
    expect(new Set([...here, ...fileFaults].map((f) => f.no))).toEqual(new Set(numbers));
  });

  test('without a fault nothing is found', async () => {
    expect(await found(await returnText(edition, at, pool), at)).toEqual([]);
  });

  test('each number planted once, all in one file: those are found and no other', async () => {
    const { xml, expected } = await planted(at, pool, here);
    expect(await found(xml, at)).toEqual(expected.sort());
  });

  test.each(fileFaults.map((f) => [f.no, f] as const))(
    "%s planted in the file's text is found alone",
    async (no, fault) => {
      const good = await returnText(edition, at, pool.slice(0, 60));
      const bad = fault.plant(good, at);
      expect(bad).not.toBe(good);
      expect(await found(bad, at)).toEqual([`${fault.last ? pool[59]!.ypid : 'file'} ${no}`]);
    },
  );

  test('any one to five faults in any file of valid records: those and no other', async () => {
    const together = fileFaults.filter((f) => !f.alone);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(1e6),
        fc.uniqueArray(fc.constantFrom(...here), { minLength: 1, maxLength: 5 }),
        fc.uniqueArray(fc.constantFrom(...together), { maxLength: 2, selector: (f) => f.place ?? f.no }),
        async (seed, chosen, ofFile) => {
          const { xml, expected } = await planted(at, shuffled(pool, seed).slice(0, 300), chosen);
          const last = xml.slice(xml.lastIndexOf('<YoungPersonsID>') + 16).slice(0, 13);
          const bad = ofFile.reduce((text, fault) => fault.plant(text, at), xml);
          const wanted = [...expected, ...ofFile.map((f) => `${f.last ? last : 'file'} ${f.no}`)];
          expect(await found(bad, at)).toEqual(wanted.sort());
        },
      ),
      { numRuns: 10, seed: 20 },
    );
  }, 180_000);
});

/** The same records in an order of the seed. */
function shuffled<T>(list: T[], seed: number): T[] {
  const random = randomFrom(seed);
  return list
    .map((item) => [random(), item] as const)
    .sort((a, b) => a[0] - b[0])
    .map(([, item]) => item);
}
