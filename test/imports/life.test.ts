import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { findBatch, rowsOf } from '../../operational/imports/batches.ts';
import { applyBatch, matchBatch, refuseBatch } from '../../operational/imports/intake.ts';
import { reconciliation } from '../../operational/imports/reconciliation.ts';
import { type Desk, desk } from './support.ts';

const HEAD = 'Forename,Surname,DOB,Postcode,UPN,DfENo,StartDate,EndDate';
const STARTER = 'Asha,Testcase,01/10/2008,WV1 1AA,,3368001,15/01/2026,';
let d: Desk;
beforeEach(async () => {
  d = await desk({
    organisations: { 'Larkmoor College': { kind: 'college', la: '336', establishment: '3368001' } },
    people: [
      { name: 'Asha', born: '2008-10-01', home: [{ from: '2020-01-01', postcode: 'WV1 1AA' }] },
      {
        name: 'Bilal',
        born: '2008-11-02',
        home: [{ from: '2020-01-01', postcode: 'WV1 1AB' }],
        doing: [{ code: '230', from: '2025-09-08', at: 'Larkmoor College' }],
      },
    ],
  });
});
afterEach(() => d.close());

const list = (...rows: string[]) => `${[HEAD, ...rows].join('\r\n')}\r\n`;

describe('the life of a batch', () => {
  test('000.3.1.2 000.2.10.3 a list of leavers ends what they did, the rest is asked about, and the reconciliation adds up', async () => {
    const leavers = list(
      'Bilal,Testcase,02/11/2008,WV1 1AB,,3368001,,30/01/2026',
      'Asha,Testcase,01/10/2008,WV1 1AA,,3368001,,30/01/2026',
      'Bilal,Testcase,02/11/2008,WV1 1AB,,3368001,,',
    );
    const batch = await d.take('education-leavers', leavers);
    expect(await d.outcomes(batch)).toEqual([
      '2 applied 230 was ended on 2026-01-30; 810 was begun on 2026-01-31.',
      '3 queried The store knows no activity that could end.',
      '4 rejected EndDate is empty.',
    ]);
    expect(await d.rows('select code, started_on, ended_on from situation order by 2')).toEqual([
      '230|2025-09-08|2026-01-30',
      '810|2026-01-31|',
    ]);
    expect(await d.take('education-leavers', leavers)).toMatchObject({
      rows_applied: 0,
      rows_unchanged: 1,
      rows_queried: 1,
      rows_rejected: 1,
    });
    let text = '';
    for await (const part of reconciliation(d.db.pool, 1, batch.id)) text += part;
    expect(text).toContain('4,rejected,EndDate is empty.,');
    expect(text).toContain(',rows read,3\r\n,applied,1\r\n,unchanged,0\r\n,queried,1\r\n,rejected,1\r\n');
  });

  test('what is only looked at changes nothing: a dry run leaves no batch, a reviewed one can be turned down', async () => {
    const before = await d.dump();
    const tried = await d.take('education-starters', list(STARTER), { dryRun: true });
    expect(tried.rows_applied).toBe(1);
    expect(await d.rows('select count(*) from import_batch')).toEqual(['0']);
    const batch = await d.take('education-starters', list(STARTER), { review: true });
    expect(await d.outcomes(batch)).toEqual(['2 waiting']);
    const shown = await applyBatch(d.db.pool, d.who, batch.id, { keep: false });
    expect(shown).toMatchObject({ state: 'applied', rows_applied: 1 });
    expect((await findBatch(d.db.pool, 1, batch.id)).state).toBe('matched');
    expect((await refuseBatch(d.db.pool, d.who, batch.id)).state).toBe('refused');
    expect(await d.rows('select count(*) from import_row')).toEqual(['0']);
    expect(await d.dump()).toBe(before);
    await expect(applyBatch(d.db.pool, d.who, batch.id)).rejects.toMatchObject({ code: 'batch-state' });
  });

  test('a row that nobody was found for is found when the person is there, and the batch applied again', async () => {
    const row = 'Chloe,Newcomer,03/12/2008,WV1 1AD,,3368001,15/01/2026,';
    const batch = await d.take('education-starters', list(row));
    expect(batch.rows_queried).toBe(1);
    await d.db.pool.query(
      "insert into person (tenant_id, ref, given_name, family_name, date_of_birth, return_gender_code) values (1, 'N1', 'Chloe', 'Newcomer', '2008-12-03', 'F')",
    );
    await matchBatch(d.db.pool, d.who, batch.id);
    expect(await applyBatch(d.db.pool, d.who, batch.id)).toMatchObject({
      rows_applied: 1,
      rows_queried: 0,
      applications: 2,
    });
  });

  test('people who were joined are found as the one who stands', async () => {
    await d.db.pool.query(
      `insert into person (tenant_id, ref, given_name, family_name, date_of_birth, return_gender_code, merged_into_id)
       select 1, 'OLD', 'Ayesha', 'Formerly', '2008-10-01', 'F', id from person where ref = 'C1'`,
    );
    const batch = await d.take(
      'education-starters',
      list(STARTER.replace('Asha,Testcase', 'Ayesha,Formerly')),
    );
    const [row] = await rowsOf(d.db.pool, 1, batch.id);
    expect(row).toMatchObject({ outcome: 'applied', ref: 'C1' });
  });

  test('a server that dies in the middle of applying leaves nothing half done, and it is applied after', async () => {
    const batch = await d.take('education-starters', list(STARTER), { review: true });
    const before = await d.dump();
    await d.db.pool.query(
      'create function linger() returns trigger language plpgsql as $$ begin perform pg_sleep(20); return new; end $$',
    );
    await d.db.pool.query(
      'create trigger linger before insert on verification for each row execute function linger()',
    );
    const applying = applyBatch(d.db.pool, d.who, batch.id).catch((error: Error) => error);
    let killed = 0;
    for (let i = 0; i < 100 && killed === 0; i++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      const found = await d.db.pool.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'",
      );
      killed = found.rowCount ?? 0;
    }
    expect(killed).toBe(1);
    expect(await applying).toBeInstanceOf(Error);
    await d.db.pool.query('drop trigger linger on verification');
    expect(await d.dump()).toBe(before);
    expect((await findBatch(d.db.pool, 1, batch.id)).state).toBe('matched');
    expect(await applyBatch(d.db.pool, d.who, batch.id)).toMatchObject({ state: 'applied', rows_applied: 1 });
  });

  test('batches are captured for the warehouse with their counts, their rows are not', async () => {
    expect(await d.rows("select table_name from captured_table where table_name like 'import%'")).toEqual([
      'import_batch',
    ]);
    const batch = await d.take('education-starters', list(STARTER));
    const { rows } = await d.db.pool.query(
      "select new from change_log where table_name = 'import_batch' and row_id = $1 order by seq desc limit 1",
      [batch.id],
    );
    expect(rows[0].new).toMatchObject({ state: 'applied', rows_read: 1, rows_applied: 1, rows_by_name: 1 });
    expect(JSON.stringify(rows[0].new)).not.toMatch(/Asha|Testcase/);
  });
});

describe('a workbook', () => {
  const part = (name: string, text: string) =>
    [name, `<?xml version="1.0" encoding="UTF-8"?>${text}`] as const;
  const cells = (row: number, values: string[]) =>
    `<row r="${row}">${values.map((v, i) => `<c r="${String.fromCharCode(65 + i)}${row}" ${v.startsWith('#') ? `s="1"><v>${v.slice(1)}</v>` : `t="inlineStr"><is><t>${v}</t></is>`}</c>`).join('')}</row>`;

  async function workbook(sheet: string, more: (readonly [string, string])[] = []): Promise<string> {
    const zip = new ZipFile();
    const file = join(d.folder, 'list.xlsx');
    const parts = [
      part(
        'xl/workbook.xml',
        '<workbook xmlns:r="r"><sheets><sheet name="Old" state="hidden" r:id="h"/><sheet name="List" r:id="a"/></sheets></workbook>',
      ),
      part(
        'xl/_rels/workbook.xml.rels',
        '<Relationships><Relationship Id="a" Target="worksheets/sheet1.xml"/></Relationships>',
      ),
      part(
        'xl/styles.xml',
        '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
      ),
      part('xl/worksheets/sheet1.xml', sheet),
      ...more,
    ];
    for (const [name, text] of parts) zip.addBuffer(Buffer.from(text), name);
    zip.end();
    await pipeline(zip.outputStream, createWriteStream(file));
    return file;
  }

  test('is read like a CSV: its days are counts of days, empty cells are left out', async () => {
    // 39722 is 1 October 2008, 46037 15 January 2026, counted from 30 December 1899
    const sheet = `<worksheet><sheetData>${cells(1, HEAD.split(','))}${cells(2, ['Asha', 'Testcase', '#39722', 'WV1 1AA', '', '3368001', '#46037'])}</sheetData></worksheet>`;
    const batch = await d.take('education-starters', '', { file: await workbook(sheet) });
    expect(batch).toMatchObject({ read_as: 'workbook', rows_read: 1, rows_applied: 1 });
    expect(
      await d.rows(
        "select started_on from situation where code = '230' and organisation_id is not null and started_on > '2026-01-01'",
      ),
    ).toEqual(['2026-01-15']);
  });

  test('with an entity of its own, or cut short, is refused', async () => {
    const bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><worksheet><sheetData>&a;</sheetData></worksheet>';
    await expect(d.take('education-starters', '', { file: await workbook(bomb) })).rejects.toMatchObject({
      code: 'file-refused',
      message: expect.stringMatching(/document type/),
    });
    await expect(
      d.take('education-starters', '', {
        file: await workbook('<worksheet><sheetData><row r="1"><c r="A1"'),
      }),
    ).rejects.toMatchObject({ code: 'file-refused' });
    expect(await d.rows('select count(*) from import_batch')).toEqual(['0']);
  });
});
