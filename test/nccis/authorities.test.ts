import { expect, test } from 'vitest';
import { authorityOfOns, onsCodeOn, successorsOn } from '../../nccis/authorities.ts';
import { ownCode } from '../../nccis/codes.ts';
import { loadEditions } from '../../nccis/editions.ts';

const edition = loadEditions().at(-1)!;

test.each([
  ['370', '2025-03-31', 'E08000016'],
  ['370', '2025-04-01', 'E08000038'],
  ['373', '2025-04-01', 'E08000039'],
  ['815', '2023-03-31', 'E10000023'],
  ['815', '2023-04-01', 'E06000065'],
  ['933', '2023-04-01', 'E06000066'],
  ['825', '2020-03-31', 'E10000002'],
  ['390', '2012-01-01', 'E08000020'],
  ['336', '2012-01-01', 'E08000031'],
  ['001', '2026-01-01', null],
])('authority %s on %s is %s to ONS', (code, day, ons) => {
  expect(onsCodeOn(edition, code, day)).toBe(ons);
  if (ons !== null) expect(authorityOfOns(edition, ons)?.code).toBe(code);
});

test.each([
  ['928', '2021-03-31', ['928']],
  ['928', '2021-04-01', ['940', '941']],
  ['909', '2026-01-01', ['942', '943']],
  ['835', '2020-01-01', ['838', '839']],
  ['336', '2026-01-01', ['336']],
])('the area of %s on %s belongs to %s', (code, day, las) => {
  expect(successorsOn(edition, code, day)).toEqual(las);
});

// The 152 authorities of the 2019-20 list, Service Children's Education, four places outside England and "not known".
test('the list has every authority of 2019-20 and those that came after', () => {
  const on = (day: string) =>
    edition.las.filter((l) => l.kind === 'la' && (l.from ?? day) <= day && day <= (l.to ?? day)).length;
  expect(['2019-03-31', '2019-04-01', '2021-04-01', '2023-04-01'].map(on)).toEqual([152, 151, 152, 153]);
  expect(edition.las.filter((l) => l.kind !== 'la').map((l) => l.code)).toEqual([
    '000',
    '001',
    '002',
    '003',
    '004',
    '702',
  ]);
});

test.each([
  ['YP27', 'WBRI', 'WBRI'],
  ['YP27', ' wbri', 'WBRI'],
  ['YP27', 'AINDGU', 'AIND'],
  ['YP27', 'WIRT', 'WIRT'],
  ['YP27', 'XYZZY', null],
  ['YP07', 'female', null],
  ['YP10', 'X', null],
  ['eet', '720', '720'],
])("%s: others' %s is our %s", (set, given, own) => {
  expect(ownCode(edition, set, given)).toBe(own);
});
