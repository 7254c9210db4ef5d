import { existsSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Browser, ORIGIN, type TestWeb, testWeb } from '../api/web.ts';
import { loadCase } from '../support/people.ts';

let web: TestWeb;
let manager: Browser;
beforeAll(async () => {
  web = await testWeb(['manager', 'caseworker']);
  web.now = new Date('2026-02-10T10:00:00Z');
  manager = await web.as('manager');
  await loadCase(web.database.pool, {
    organisations: { 'Larkmoor College': { kind: 'college', la: '336', establishment: '3368001' } },
    people: [
      { name: 'Asha', born: '2008-10-01', home: [{ from: '2020-01-01', postcode: 'WV1 1AA' }] },
      { name: 'Dilan', born: '2009-01-04', home: [{ from: '2020-01-01', postcode: 'WV1 1AE' }] },
      { name: 'Dylan', born: '2009-01-04', home: [{ from: '2020-01-01', postcode: 'WV1 1AE' }] },
    ],
  });
});
afterAll(() => web.stop());

const LIST = [
  'Forename;Surname;DOB;Postcode;DfENo;StartDate',
  'Asha;Testcase;01/10/2008;WV1 1AA;3368001;15/01/2026',
  'Dillan;Testcase;04/01/2009;WV1 1AE;3368001;15/01/2026',
].join('\r\n');

async function send(browser: Browser, query: string, content: string) {
  const response = await web.server.request(`${ORIGIN}/api/imports?${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', cookie: browser.cookie ?? '' },
    body: content,
  });
  return { status: response.status, json: await response.json() };
}

describe('imports over HTTP', () => {
  test('000.2.10.3 a file is taken in, reviewed, decided, approved, applied and undone, and the batch says who did what', async () => {
    const taken = await send(manager, 'profile=education-starters&file_name=starters.csv&review=true', LIST);
    expect(taken.status).toBe(201);
    expect(taken.json).toMatchObject({
      state: 'matched',
      file_name: 'starters.csv',
      rows_read: 2,
      rows_queried: 1,
      read_as: 'UTF-8, semicolon',
      staged_by_name: 'manager',
    });
    expect(taken.json.file_hash).toMatch(/^[0-9a-f]{64}$/);
    const { id } = taken.json;
    const waiting = await manager.get(`/api/imports/${id}/rows?outcome=queried`);
    expect(waiting.json.rows).toHaveLength(1);
    expect(waiting.json.rows[0].candidates.map((c: { ref: string }) => c.ref)).toEqual(['C2', 'C3']);
    const decided = await manager.post(`/api/imports/${id}/rows/3/decision`, {
      decision: 'person',
      ref: 'C2',
    });
    expect(decided.json).toMatchObject({ decision: 'person', ref: 'C2', decided_by: 'manager' });
    expect((await manager.post(`/api/imports/${id}/approve`)).json).toMatchObject({
      state: 'reviewed',
      reviewed_by_name: 'manager',
    });
    const applied = await manager.post(`/api/imports/${id}/apply`);
    expect(applied.json).toMatchObject({ state: 'applied', rows_applied: 2, applied_by_name: 'manager' });
    const csv = await manager.get(`/api/imports/${id}/reconciliation.csv`);
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.text).toContain('2,applied,230 at Larkmoor College was begun on 2026-01-15.,,C1,name,');
    expect(csv.text).toContain(
      '3,applied,230 at Larkmoor College was begun on 2026-01-15.,,C2,decision,manager,',
    );
    expect(csv.text).toContain(',rows read,2\r\n,applied,2\r\n,unchanged,0\r\n,queried,0\r\n,rejected,0\r\n');
    expect((await manager.post(`/api/imports/${id}/undo`)).json).toMatchObject({
      state: 'undone',
      undone_by_name: 'manager',
    });
    expect((await manager.get('/api/people/C1')).json.situations).toEqual([]);
    const list = await manager.get('/api/imports');
    expect(list.json.batches.map((b: { id: number; state: string }) => [b.id, b.state])).toEqual([
      [id, 'undone'],
    ]);
  });

  test('a file that is refused leaves neither a batch nor a file', async () => {
    const before = await manager.get('/api/imports');
    const refused = await send(manager, 'profile=education-starters', 'a\0b');
    expect(refused).toMatchObject({ status: 400, json: { error: { code: 'file-refused' } } });
    expect((await manager.get('/api/imports')).json).toEqual(before.json);
    expect(existsSync(`${web.dataDir}/uploads`)).toBe(false);
    expect(readdirSync(web.dataDir)).toEqual([]);
  });

  test('a mapping is saved, edited as its next version, and used', async () => {
    const mapping = {
      name: 'Hollin Bank',
      profile: 'education-starters',
      headings: { given_name: 'Pupil', family_name: 'Pupil surname', dob: 'Born' },
      words: {},
    };
    expect((await manager.post('/api/imports/mappings', mapping)).json).toMatchObject({ version: 1 });
    expect((await manager.post('/api/imports/mappings', mapping)).json).toMatchObject({ version: 1 });
    const edited = { ...mapping, headings: { ...mapping.headings, start_date: 'From' } };
    expect((await manager.post('/api/imports/mappings', edited)).json).toMatchObject({ version: 2 });
    expect((await manager.get('/api/imports/mappings')).json.mappings).toHaveLength(1);
    const list = 'Pupil,Pupil surname,Born,From,DfE number\nAsha,Testcase,2008-10-01,2026-01-15,3368001';
    const taken = await send(manager, 'profile=education-starters&mapping=Hollin%20Bank', list);
    expect(taken.json).toMatchObject({ state: 'applied', rows_applied: 1, mapping: 'Hollin Bank 2' });
    const strange = await manager.post('/api/imports/mappings', {
      ...mapping,
      headings: { shoe_size: 'Shoes' },
    });
    expect(strange).toMatchObject({ status: 400, json: { error: { code: 'mapping-faulty' } } });
  });

  test('a caseworker opens none of it, and the document says what is needed', async () => {
    const caseworker = await web.as('caseworker');
    expect((await send(caseworker, 'profile=education-starters', LIST)).status).toBe(403);
    expect((await caseworker.get('/api/imports')).status).toBe(403);
    const { json } = await manager.get('/api/openapi.json');
    expect(json.paths['/api/imports'].post['x-permission']).toBe('import.run');
    expect(json.paths['/api/imports/{id}/undo'].post.responses['200']).toBeTruthy();
  });
});
