import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REPORTS_ROOT } from '../../reports/catalogue.ts';
import type { Definition } from '../../reports/definitions/definition.ts';
import { type Bench, openBench } from '../../reports/definitions/engine.ts';
import { parseReport } from '../../reports/definitions/parse.ts';
import type { Cell } from '../../reports/result.ts';
import { bindings } from '../../reports/run/parameters.ts';
import { isLower } from '../../reports/versions/class.ts';
import { changedVersions } from '../../reports/versions/ledger.ts';
import { measurer } from '../../reports/versions/measure.ts';
import { type Dataset, openProbe } from '../../reports/versions/probe.ts';
import { anEdit, random } from './edits.ts';

const IDS = [
  'ward-hotspots',
  'neet-duration',
  'joiners-and-leavers',
  'september-guarantee',
  'activity-survey',
  'neet-by-month',
  'national-comparison',
];
const WANTED = 500;
let bench: Bench;
let probe: Dataset;

beforeAll(async () => {
  [bench, probe] = await Promise.all([openBench(REPORTS_ROOT, 'marts@1'), openProbe()]);
});
afterAll(() => {
  bench.close();
  probe.close();
});

/** The usual view's rows, straight from the engine: what the product makes of them has no part in this. */
async function plainRows(d: Definition): Promise<string[] | null> {
  const values = Object.fromEntries(
    d.params.map((p) => [
      p.name,
      p.default === 'latest'
        ? '2026-10-31'
        : p.default === '-24 months'
          ? '2024-10-31'
          : p.default === null
            ? null
            : String(p.default),
    ]),
  );
  try {
    const { columns, rows } = await probe.run(d.sql, bindings(d, values, d.sql));
    const shown = d.columns.filter((c) => !c.hidden && c.ratio === null).map((c) => c.name);
    return rows
      .map((row: Cell[]) =>
        JSON.stringify(shown.sort().map((name) => row[columns.findIndex((c) => c.name === name)])),
      )
      .sort();
  } catch {
    return null;
  }
}

describe('500 edits made by chance', () => {
  it('none is published under too low a class', { timeout: 280_000 }, async () => {
    const next = random(20261121);
    const measure = measurer([probe]);
    const texts = new Map<string, string>();
    for (const id of IDS) texts.set(id, await readFile(path.join(REPORTS_ROOT, id, '1.0.0.sql'), 'utf8'));
    const tally: Record<string, number> = { patch: 0, minor: 0, major: 0, differing: 0 };
    for (let made = 0; made < WANTED; ) {
      const id = IDS[Math.floor(next() * IDS.length)]!;
      const edit = anEdit(texts.get(id)!, next);
      if (edit === null) continue;
      const [before, after] = [texts.get(id)!, edit.text].map((text) => parseReport(`${id}/1.0.0.sql`, text));
      if (after!.definition === null || (await bench.check(after!)).length > 0) continue;
      made += 1;
      const [a, b] = [before!.definition!, after!.definition];
      const [rowsA, rowsB] = [await plainRows(a), await plainRows(b)];
      // a row that went, or that is not as it was: not an addition
      const differs =
        rowsB === null || (edit.least === 'patch' && rowsA!.some((row) => !rowsB.includes(row)));
      const least = differs ? 'major' : edit.least;
      const measured = await measure(a, b);
      expect([id, edit.what, isLower(measured.class, least), measured.class]).toEqual([
        id,
        edit.what,
        false,
        measured.class,
      ]);
      tally[measured.class]! += 1;
      if (differs) tally.differing! += 1;
    }
    // the edits are of all kinds, and not everything is called major
    for (const [kind, count] of Object.entries(tally)) expect([kind, count > 25]).toEqual([kind, true]);
  });
});

describe('a byte', () => {
  it('that changes in any published definition or any line of the ledger is found', async () => {
    const root = await mkdtemp(path.join(tmpdir(), 'casehouse-bytes-'));
    try {
      await cp(REPORTS_ROOT, root, { recursive: true });
      expect(await changedVersions(root)).toEqual([]);
      const next = random(7);
      const ledger = path.join(root, 'ledger.jsonl');
      const lines = (await readFile(ledger, 'utf8')).trimEnd().split('\n');
      const files = [...IDS.map((id) => path.join(root, id, '1.0.0.sql')), ...lines.map(() => ledger)];
      let start = 0;
      for (const [i, file] of files.entries()) {
        const whole = await readFile(file);
        const line = i - IDS.length;
        const [from, to] = line < 0 ? [0, whole.length] : [start, start + lines[line]!.length];
        if (line >= 0) start = to + 1;
        for (let n = 0; n < 25; n++) {
          const bytes = Buffer.from(whole);
          const at = from + Math.floor(next() * (to - from));
          bytes[at] = bytes[at]! ^ (1 << Math.floor(next() * 7));
          if (bytes[at] === 13) continue; // line ends are not told apart
          await writeFile(file, bytes);
          const found = await changedVersions(root).then(
            (changed) => changed.length > 0,
            (error) => error.code === 'ledger-broken',
          );
          expect([file, at, found]).toEqual([file, at, true]);
        }
        await writeFile(file, whole);
      }
      expect(await changedVersions(root)).toEqual([]);
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  });
});
