import { expect, test } from 'vitest';
import { loadEditions } from '../../nccis/editions.ts';
import { valueFault } from '../../nccis/forms.ts';

const [first, , draft] = loadEditions() as [
  ReturnType<typeof loadEditions>[0],
  unknown,
  ReturnType<typeof loadEditions>[0],
];

test.each<[string, string, string | null, RegExp]>([
  ['given_name', 'Asha 2', '44', /characters that DfE does not accept \(2\)\./],
  ['family_name', 'Test (case)', '45', /\(\( \)\)/],
  ['middle_name', 'A\\B', '46', /\(\\\)/],
  ['middle_name', 'A]', '46', /\(\]\)/],
  ['given_name', 'x'.repeat(36), null, /longer than 35 characters/],
  ['postcode', 'WV11AA', '43', /not written as a postcode/],
  ['postcode', 'WV1 1AA ', '43', /not written as a postcode/],
  ['uln', '0123456789', '30', /10 digits/],
  ['uln', '9999999999', null, /do not fit together/],
  ['upn', 'A33699991500', '38', /13 characters/],
  ['upn', 'B336999915001', null, /it would be A/],
  ['ukprn', '20003674', '39', /8 digits/],
  ['previous_ypid', '901', '37', /13 digits/],
  ['establishment_number', '33612', '228', /7 digits/],
])('%s %s: DfE number %s', (column, value, number, reason) => {
  const fault = valueFault(draft, column, value)!;
  expect([fault.number, fault.column]).toEqual([number, column]);
  expect(fault.reason).toMatch(reason);
  expect(fault.fix).toMatch(/^[A-Z].*\.$/);
});

test.each([
  ['given_name', "Zoë-Ann O'Neill Jr."],
  ['given_name', 'x'.repeat(35)],
  ['postcode', 'EC1A 1BB'],
  ['postcode', 'ZZ99 9ZZ'],
  ['uln', '3000000010'],
  ['upn', 'L33699991500A'],
  ['uln', ''],
  ['town', '24 (upper)'],
])('%s %s is sound', (column, value) => {
  expect(valueFault(draft, column, value)).toBeNull();
});

test('before DfE had a check of names, a refusal has no number of theirs', () => {
  expect(valueFault(first, 'given_name', 'Asha 2')).toMatchObject({
    number: null,
    fix: 'Take those characters out.',
  });
});
