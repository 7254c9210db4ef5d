import { at, day, iso, type Instant } from './calendar.ts';
import type { Facts } from './facts.ts';
import { Journal } from './journal.ts';

/** The day on which the demo authority began to use its case store: what happened before came in as it then stood. */
export const OPENED_ON = day(2021, 8, 31);
export const OPENED: Instant = at(OPENED_ON, 17.5);
/** DfE's number of the authority that the demo stands for. */
export const LA = '336';
export const NCCIS_COHORT = 1;
export const SERVICE = 1;

const FIRST_SEASON = 2021;
export const guaranteeCohort = (season: number): number => 100 + season - FIRST_SEASON;
export const surveyCohort = (season: number): number => 200 + season - FIRST_SEASON;

/** Teams, services, organisations and cohorts of the demo authority; users are no business rows and stand apart. */
export function authority(facts: Facts, lastSeason: number): Journal {
  const journal = new Journal(0, OPENED);
  for (const team of facts.teams) {
    journal.put('team', team.id, { name: team.name }, OPENED);
    team.wards.forEach((ward, i) => {
      journal.put('locality_ward', team.id * 100 + i, { ward_code: ward, locality: team.locality }, OPENED);
    });
  }
  journal.put(
    'service',
    SERVICE,
    { code: 'TRACK', name: 'Tracking and participation', kind: 'tracking' },
    OPENED,
  );
  for (const each of facts.organisations) {
    const education = each.kind === 'school' || each.kind === 'college';
    journal.put(
      'organisation',
      each.id,
      {
        kind: each.kind,
        name: each.name,
        la_code: each.laCode,
        establishment_no: each.establishmentNo,
        urn: education ? String(900_000 + each.id) : null,
        ukprn: each.kind === 'employer' ? null : String(19_990_000 + each.id),
      },
      OPENED,
    );
  }
  journal.put('cohort', NCCIS_COHORT, { kind: 'nccis', la_code: LA }, OPENED);
  for (let season = FIRST_SEASON; season <= lastSeason; season++) {
    const fixed = day(season, 5, 31);
    const columns = { season, la_code: LA, fixed_on: iso(fixed) };
    journal.put('cohort', guaranteeCohort(season), { kind: 'guarantee', ...columns }, at(fixed, 20));
    journal.put('cohort', surveyCohort(season), { kind: 'activity-survey', ...columns }, at(fixed, 20));
  }
  return journal;
}
