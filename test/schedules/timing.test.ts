import { describe, expect, it } from 'vitest';
import { dueAt, readTiming } from '../../reports/schedules/timing.ts';
import { standardSchedules } from '../../reports/schedules/standard.ts';
import { packOf } from '../../reports/packs/template.ts';
import { loadCatalogue } from '../../reports/catalogue.ts';

const LONG_AGO = new Date('2020-01-01T00:00:00Z');
const due = (when: string, now: string, returns: { month: string; at: Date }[] = []) => {
  const found = dueAt(readTiming(when), new Date(now), LONG_AGO, returns);
  return found === null ? null : [found.period, found.at.toISOString()];
};

describe('when something is due', () => {
  it.each([
    // London is an hour ahead of UTC in summer
    ['daily 07:00', '2026-07-10T05:59:59Z', ['2026-07-09', '2026-07-09T06:00:00.000Z']],
    ['daily 07:00', '2026-07-10T06:00:00Z', ['2026-07-10', '2026-07-10T06:00:00.000Z']],
    ['daily 07:00', '2026-11-20T07:00:00Z', ['2026-11-20', '2026-11-20T07:00:00.000Z']],
    // the night in which the hour from one to two is left out
    ['daily 01:30', '2026-03-29T12:00:00Z', ['2026-03-29', '2026-03-29T01:30:00.000Z']],
    ['weekly mon 07:00', '2026-11-20T12:00:00Z', ['2026-11-16', '2026-11-16T07:00:00.000Z']],
    // the Guarantee: Mondays of June to September, and the last one stands until the next season begins
    ['weekly mon 07:00 06-01..09-30', '2026-06-01T06:00:00Z', ['2026-06-01', '2026-06-01T06:00:00.000Z']],
    ['weekly mon 07:00 06-01..09-30', '2026-06-01T05:59:00Z', ['2025-09-29', '2025-09-29T06:00:00.000Z']],
    // the Activity Survey: November to January, over the new year
    ['weekly mon 07:00 11-01..01-31', '2027-01-05T12:00:00Z', ['2027-01-04', '2027-01-04T07:00:00.000Z']],
    ['monthly 3 07:00', '2026-11-02T12:00:00Z', ['2026-10', '2026-10-03T06:00:00.000Z']],
    ['yearly 01-31 07:00', '2027-01-31T07:00:00Z', ['2027', '2027-01-31T07:00:00.000Z']],
    ['yearly 01-31 07:00', '2027-01-31T06:59:00Z', ['2026', '2026-01-31T07:00:00.000Z']],
  ])('%s at %s', (when, now, found) => {
    expect(due(when, now)).toEqual(found);
  });

  it('after the return: the newest month that was sent, as soon as it was', () => {
    const returns = [
      { month: '2026-09', at: new Date('2026-10-08T10:00:00Z') },
      { month: '2026-10', at: new Date('2026-11-09T15:00:00Z') },
    ];
    expect(due('after-return', '2026-11-09T14:59:00Z', returns)![0]).toBe('return-2026-09');
    expect(due('after-return', '2026-11-09T15:00:00Z', returns)![0]).toBe('return-2026-10');
    expect(due('after-return', '2026-10-01T00:00:00Z', returns)).toBeNull();
  });

  it('nothing that was due before the schedule was made', () => {
    const made = new Date('2026-11-20T08:00:00Z');
    expect(dueAt(readTiming('daily 07:00'), new Date('2026-11-20T09:00:00Z'), made, [])).toBeNull();
    expect(dueAt(readTiming('daily 07:00'), new Date('2026-11-21T07:00:00Z'), made, [])!.period).toBe(
      '2026-11-21',
    );
  });

  it.each(['hourly', 'daily 7:00', 'monthly 31 07:00', 'weekly monday 07:00', 'yearly 13-01 07:00'])(
    'refuses "%s" and shows what may be written',
    (when) => {
      expect(() => readTiming(when)).toThrow(
        expect.objectContaining({ code: 'bad-timing', next: expect.stringContaining('weekly mon 07:00') }),
      );
    },
  );

  it('the standard ones name reports and packs that there are, at times that can be read', async () => {
    const catalogue = await loadCatalogue();
    for (const one of standardSchedules()) {
      expect(() => readTiming(one.when)).not.toThrow();
      if (one.pack !== undefined) packOf(one.pack);
      else expect(catalogue.definitions.map(({ id }) => id as string)).toContain(one.report);
    }
  });
});
