import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Catalogue, loadCatalogue } from '../../reports/catalogue.ts';
import { runReport } from '../../reports/run/run.ts';
import { handMadeSnapshot, person } from '../support/marts.ts';

const report = (within: string, wardType = 'ward?'): string => `/*---
id: sample
title: A sample
version: 1.0.0
purpose: local
requirement: [000.9.1.1]
reads: marts@1
grain: [month_end]
params:
  ward: { type: ${wardType}, label: Ward, within: ${within}, filter: true }
  la: { type: la?, label: Authority, filter: true }
  month: { type: month, label: Month, default: latest }
columns:
  month_end: { type: month, label: Month }
  people: { type: count, label: People, metric: participation.cohort }
definition: People of one authority and one of its wards.
access: staff
---*/
select
  month_end,
  count(*) as people
from marts.person_month
where month_end = cast($month as date) and (cast($la as varchar) is null or la_code = cast($la as varchar))
  and (cast($ward as varchar) is null or ward_code = cast($ward as varchar))
group by month_end
`;

const folders: string[] = [];
async function catalogueOf(text: string): Promise<Catalogue> {
  const root = await mkdtemp(join(tmpdir(), 'casehouse-cascade-'));
  folders.push(root);
  await mkdir(join(root, 'sample'));
  await writeFile(join(root, 'sample', '1.0.0.sql'), text);
  return loadCatalogue(root);
}

let made: Awaited<ReturnType<typeof handMadeSnapshot>>;
let catalogue: Catalogue;
beforeAll(async () => {
  const at = (la_code: string, ward_code: string) => person('2026-02-28', 'EET', { la_code, ward_code });
  const ward = (ward_code: string, ward_name: string) => ({ ward_code, ward_name });
  made = await handMadeSnapshot({
    months: ['2026-01-31', '2026-02-28'],
    tables: {
      person_month: [at('336', 'E05000001'), at('336', 'E05000001'), at('333', 'E05000002')],
      ward: [ward('E05000001', 'Park'), ward('E05000002', 'Tipton Green')],
    },
  });
  catalogue = await catalogueOf(report('la'));
});
afterAll(async () => {
  await made?.drop();
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

const run = (params: Record<string, string>) =>
  runReport(
    {
      dataDir: made.dataDir,
      catalogue,
      clock: () => new Date('2026-03-02T09:00:00Z'),
      person: { name: 'Test', role: 'operator' },
    },
    { id: 'sample', params },
  );

test('a ward must be one of the authority that was chosen, by name or code; without one, any ward may be', async () => {
  const found = await run({ la: '336', ward: 'park' });
  expect(found.rows).toEqual([['2026-02-28', 2]]);
  expect(found.stamp.parameters).toEqual({ ward: 'E05000001', la: '336', month: '2026-02-28' });
  expect(found.title).toBe('A sample: Park, Authority 336');
  expect((await run({ ward: 'Tipton Green' })).rows).toEqual([['2026-02-28', 1]]);
  await expect(run({ la: '336', ward: 'Tipton Green' })).rejects.toMatchObject({
    code: 'parameter-invalid',
    message: expect.stringContaining('"Tipton Green" is not a ward of 336 that "ward" can be.'),
  });
  await expect(run({ la: '337' })).rejects.toMatchObject({
    code: 'parameter-invalid',
    message: expect.stringContaining('"337" is not an authority that "la" can be. Did you mean'),
  });
});

test.each([
  ['lad', 'ward?', 'sample/1.0.0.sql:10 (params.ward.within): "lad" is not a parameter. Did you mean "la"?'],
  [
    'month',
    'ward?',
    'sample/1.0.0.sql:10 (params.ward.within): "month" is no authority: its type must be la or la?.',
  ],
  [
    'la',
    'text?',
    'sample/1.0.0.sql:10 (params.ward.within): only a ward lies within something: an authority.',
  ],
])(
  'a cascade that leads nowhere is told by file, line and key: within %s of %s',
  async (within, type, message) => {
    await expect(catalogueOf(report(within, type))).rejects.toThrow(message);
  },
);
