import { describe, expect, test } from 'vitest';
import { ulnFault, upnFault } from '../../nccis/identifiers.ts';

describe('unique pupil numbers', () => {
  test.each(['B801200005001', 'P207000016049', 'A336999915001', 'L33699991500A'])('%s is sound', (upn) => {
    expect(upnFault(upn)).toBeNull();
  });

  test('a wrong letter is answered with the one that would fit; a wrong form with the form', () => {
    expect(upnFault('Q207000016049')).toContain('would be P');
    for (const upn of ['B80120000500', 'B8012000050011', '1801200005001', 'b801200005001', 'B80120000500!'])
      expect(upnFault(upn)).toContain('eleven digits');
    expect(upnFault('A33699991500I')).toContain('I, O or S');
  });

  test('every slip in one digit of a permanent number is found', () => {
    const upn = 'A336999915001';
    for (let place = 1; place < 13; place++)
      for (let digit = 0; digit < 10; digit++) {
        const slipped = upn.slice(0, place) + digit + upn.slice(place + 1);
        expect(upnFault(slipped) === null, slipped).toBe(slipped === upn);
      }
  });
});

describe('unique learner numbers', () => {
  test.each(['9276308686', '3000000010', '3000000029', '3000000037'])('%s is sound', (uln) => {
    expect(ulnFault(uln)).toBeNull();
  });

  test('a placeholder, a slip and a wrong form are found', () => {
    expect(ulnFault('9999999999')).toContain('do not fit');
    expect(ulnFault('9276308687')).toContain('do not fit');
    for (const uln of ['0276308686', '927630868', '92763086866', 'A276308686'])
      expect(ulnFault(uln)).toContain('ten digits');
  });
});
