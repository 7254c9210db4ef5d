import { describe, expect, test } from 'vitest';
import { idsOf, ledger, readRequirements } from '../support/requirements.ts';

describe('the ledger of requirements', () => {
  test('holds every row once, with its priority', () => {
    const rows = readRequirements();
    expect(rows).toHaveLength(424);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(424);
    const seeds = ['000', '001', '002', '003', '004'].map(
      (seed) => rows.filter(({ id }) => id.startsWith(seed)).length,
    );
    expect(seeds).toEqual([239, 93, 36, 26, 30]);
    const priorities = ['1', '2', '3', '4'].map((n) => rows.filter(({ priority }) => priority === n).length);
    expect(priorities).toEqual([133, 74, 140, 77]);
  });

  test('reads every id of the ledger from the beginning of a name, and nothing else', () => {
    expect(idsOf('000.9.1.2 001.4.4.3c: counts 12.5 of them')).toEqual(['000.9.1.2', '001.4.4.3c']);
    expect(idsOf('counts 000.9.1.2')).toEqual([]);
    for (const { id } of readRequirements()) expect(idsOf(`${id} does`)).toEqual([id]);
  });

  test('counts a row only when a test that names it passed and none failed', () => {
    const rows = readRequirements().slice(0, 4);
    const [a, b, c] = rows.map(({ id }) => id) as [string, string, string];
    const outcomes = [
      { names: ['group', `${a} ${b} one`], file: '', state: 'passed' as const },
      { names: [`${b} group`, 'two'], file: '', state: 'failed' as const },
      { names: [`${c} three`], file: '', state: 'skipped' as const },
      { names: ['999.1 four'], file: '', state: 'passed' as const },
    ];
    const { proven, unknown } = ledger(rows, outcomes);
    expect([...proven]).toEqual([a]);
    expect(unknown).toEqual([{ id: '999.1', test: '999.1 four' }]);
  });
});
