import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tenantOf, writePack } from '../../app/packs.ts';
import { commentPackRun, keepPackRun, packComments, packRun } from '../../operational/packs/runs.ts';
import { loadCatalogue } from '../../reports/catalogue.ts';
import { type FilledPack, runPack, withComments } from '../../reports/packs/pack.ts';
import { loadPacks, type Pack, packOf } from '../../reports/packs/template.ts';
import { cellText } from '../../reports/render/cells.ts';
import { accessibilityFaults } from '../render/accessible.ts';
import { handMadeSnapshot } from '../support/marts.ts';
import { type FreshDatabase, freshDatabase } from '../support/postgres.ts';
import { tools } from '../support/tools.ts';

const PACK: Pack = {
  id: 'test',
  title: 'Two tables',
  subtitle: 'For a test',
  sections: [
    {
      id: 'rank',
      heading: 'Our place',
      question: 'Where do we stand?',
      report: 'all-england-rank',
      params: {},
      show: ['table'],
    },
    {
      id: 'years',
      heading: 'Over the years',
      question: null,
      report: 'comparison-over-time',
      params: { model: '2021' },
      show: ['chart', 'table'],
    },
  ],
};

let made: { dataDir: string; drop(): Promise<void> };
let database: FreshDatabase;
let folder: string;
let filled: FilledPack;
let files: string[];

beforeAll(async () => {
  database = await freshDatabase();
  await database.pool.query(
    `insert into tenant (id, name, database_id, la_codes) values (1, 'Wulfrun', '336', '{336}')`,
  );
  folder = await mkdtemp(path.join(tmpdir(), 'casehouse-packs-'));
  const figure = (period: string, code: string, name: string, value: number | null, level = 'LA') => ({
    measure: 'neet_nk_percent',
    period,
    period_label: `winter to ${period}`,
    area_level: level,
    area_code: code,
    area_name: name,
    value,
    symbol: value === null ? 'c' : null,
    unit: 'percent',
    source: 'Made for a test',
    published: '2026-07-02',
    licence: 'none',
  });
  made = await handMadeSnapshot({
    months: ['2026-01-31', '2026-02-28'],
    tables: {
      benchmark: [
        figure('2025', '336', 'Wulfrun', 4.4),
        figure('2026', '336', 'Wulfrun', 4.1),
        figure('2026', '800', 'Town', 5),
        figure('2026', '801', 'Hidden', null),
        figure('2025', 'E92000001', 'England', 5.6, 'England'),
        figure('2026', 'E92000001', 'England', 5.8, 'England'),
      ],
    },
  });
  const context = {
    dataDir: made.dataDir,
    catalogue: await loadCatalogue(),
    clock: () => new Date('2026-11-20T09:00:00Z'),
    person: { name: 'Ada Manager', role: 'operator' as const },
  };
  const ran = await runPack(context, PACK, { snapshot: null });
  const run = await keepPackRun(database.pool, 1, {
    pack: 'test',
    snapshot: ran.sections[0]!.result.stamp.snapshot,
    sections: ran.sections.map(({ section, result: { stamp } }) => ({
      section: section.id,
      report: stamp.report,
      version: stamp.version,
      resultHash: stamp.resultHash,
    })),
    madeBy: 'Ada Manager',
  });
  await commentPackRun(database.pool, 1, run, {
    section: 'rank',
    body: 'A first thought.',
    writtenBy: 'Ada Manager',
  });
  await commentPackRun(database.pool, 1, run, {
    section: 'rank',
    body: 'We are better than most.\n\nAnd <this> is "quoted".',
    writtenBy: 'Ada Manager',
  });
  filled = withComments(ran, run, await packComments(database.pool, 1, run));
  files = await writePack(filled, folder);
}, 60_000);
afterAll(async () => {
  await made?.drop();
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
});

function second<T>(file: string): T {
  const script = fileURLToPath(new URL('../render/independent.py', import.meta.url));
  const run = spawnSync(tools.python!, [script, file], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout) as T;
}

describe.skipIf(tools.python === null)('the files of a pack', () => {
  it('one document: title, contents, a heading for each section, comments, charts with words, tables with the figures, stamps', () => {
    const word = second<{
      paragraphs: [string, string][];
      tables: { rows: string[][]; headerRepeats: boolean; merged: number }[];
      pictures: { description: string }[];
      properties: Record<string, string>;
    }>(files[0]!);
    const of = (style: string) => word.paragraphs.filter(([name]) => name === style).map(([, text]) => text);
    expect(of('Title')).toEqual(['Two tables']);
    expect(of('Heading 1')).toEqual(['1. Our place', '2. Over the years', 'About these figures']);
    expect(of('Commentary').join('|')).toMatch(
      /^Comment by Ada Manager, .*\|We are better than most\.\|And <this> is "quoted"\.$/,
    );
    expect(of('Caption')).toHaveLength(3); // two tables and a figure
    expect(word.pictures.map(({ description }) => description)).toEqual([
      expect.stringMatching(/^Line chart: .*The same figures are in the table\.$/),
    ]);
    expect(word.tables).toHaveLength(3);
    for (const [i, { result }] of filled.sections.entries()) {
      expect(word.tables[i]!.rows.slice(1)).toEqual(
        result.rows.map((row) => row.map((cell, n) => cellText(result.columns[n]!, cell))),
      );
      expect([word.tables[i]!.headerRepeats, word.tables[i]!.merged]).toEqual([true, 0]);
    }
    const stamps = word.tables[2]!.rows.slice(1);
    expect(stamps.map((row) => [row[1], row[4]])).toEqual(
      filled.sections.map(({ result: { stamp } }) => [
        `${stamp.report} ${stamp.version}`,
        stamp.resultHash.slice(0, 12),
      ]),
    );
    expect(word.properties).toMatchObject({ title: 'Two tables: For a test', language: 'en-GB' });
  });

  it('one workbook: a sheet for each table, with the same figures, and every rule of accessible spreadsheets kept', () => {
    expect(accessibilityFaults(files[1]!)).toEqual([]);
    const book = second<{ sheets: { name: string; tables: { name: string; rows: unknown[][] }[] }[] }>(
      files[1]!,
    );
    expect(book.sheets.map(({ name }) => name)).toEqual([
      'Cover',
      'Contents',
      'Notes',
      '1 Our place',
      '2 Over the years',
      'About',
    ]);
    for (const [i, { result }] of filled.sections.entries()) {
      const rows = book.sheets[3 + i]!.tables[0]!.rows.slice(1);
      const sum = (all: readonly (readonly unknown[])[]) =>
        all.flat().reduce<number>((total, cell) => total + (typeof cell === 'number' ? cell : 0), 0);
      expect([rows.length, Math.round(sum(rows) * 10)]).toEqual([
        result.rows.length,
        Math.round(sum(result.rows) * 10),
      ]);
    }
  });
});

describe('runs of packs', () => {
  it('are kept with all that was written, who and when; the newest comment stands', async () => {
    const id = filled.run!;
    expect(await packRun(database.pool, await tenantOf(database.pool), id)).toMatchObject({
      pack: 'test',
      madeBy: 'Ada Manager',
    });
    const comments = await packComments(database.pool, 1, id);
    expect(comments.map(({ body }) => body)).toEqual([
      'A first thought.',
      'We are better than most.\n\nAnd <this> is "quoted".',
    ]);
    expect(comments[0]).toMatchObject({
      section: 'rank',
      writtenBy: 'Ada Manager',
      writtenAt: expect.stringMatching(/^\d{4}-/),
    });
    await expect(database.pool.query('delete from pack_comment')).rejects.toThrow(/refused/);
    const one = { section: 'ranks', body: 'x', writtenBy: 'A' };
    await expect(commentPackRun(database.pool, 1, id, one)).rejects.toMatchObject({
      code: 'no-pack-section',
      next: expect.stringContaining('rank, years'),
    });
    await expect(commentPackRun(database.pool, 1, 999, one)).rejects.toMatchObject({ code: 'no-pack-run' });
    await expect(
      commentPackRun(database.pool, 1, id, { ...one, section: 'rank', body: '  ' }),
    ).rejects.toMatchObject({ code: 'empty-comment' });
  });

  it('a template that is wrong is named by file and key; the shipped ones name reports that there are', async () => {
    const catalogue = await loadCatalogue();
    for (const pack of loadPacks())
      for (const { report } of pack.sections) expect(() => catalogue.find(report)).not.toThrow();
    expect(() => packOf('bord')).toThrow(
      expect.objectContaining({ code: 'no-pack', next: expect.stringContaining('Did you mean board?') }),
    );
    await writeFile(
      path.join(folder, 'wrong.yaml'),
      'id: wrong\ntitle: T\nsections: [{ id: a, heading: A, report: r, show: [graph] }]',
    );
    expect(() => loadPacks(folder)).toThrow(/wrong\.yaml: sections\.0\.show\.0/);
  });
});
