import { at, day, type Instant, iso } from './calendar.ts';
import { guaranteeCohort, LA, OPENED_ON, surveyCohort } from './authority.ts';
import type { Facts } from './facts.ts';
import type { Life } from './life.ts';
import { Random, Weighted } from './random.ts';

/** What a person meant to do after Year 11, the offers of the September Guarantee, and the cohorts fixed on 31 May. */
export function writeOffers(life: Life): void {
  const { journal, member, person, seed } = life;
  const random = new Random(seed, person.group, person.index, 'offers');
  for (const yearGroup of [11, 12] as const) {
    const season = person.group + yearGroup - 11;
    const fixed = day(season, 5, 31);
    if (season < 2021 || (person.cameOn ?? 0) > fixed || member.until <= fixed) continue;
    const knownAt = at(fixed, 20);
    // what came before the case store was opened stands in it from its first day
    const since = Math.max(fixed, OPENED_ON + 1);
    const columns = {
      person_id: person.id,
      status_code: 'P',
      started_on: iso(since),
      year_group: yearGroup,
      school_id: person.schoolId,
    };
    journal.add('cohort_member', { ...columns, cohort_id: guaranteeCohort(season) }, knownAt + 1);
    if (yearGroup === 11) {
      journal.add('cohort_member', { ...columns, cohort_id: surveyCohort(season) }, knownAt + 2);
      writeIntention(life, season, random);
    }
    writeGuarantee(life, season, yearGroup, knownAt, random);
  }
}

function writeGuarantee(
  { facts, journal, person, spells }: Life,
  season: number,
  yearGroup: 11 | 12,
  fixedAt: Instant,
  random: Random,
): void {
  const code = guaranteeCode(facts, yearGroup, random);
  const u = random.next();
  const { month } = facts.guaranteeProgress.find(({ share }) => u < share)!;
  const on = day(season, month, 1) + random.between(month === 9 ? 0 : 2, 27);
  const columns = {
    person_id: person.id,
    kind: 'guarantee',
    season,
    year_group: yearGroup,
    la_code: LA,
    source_code: 'guarantee-list',
  };
  const first = u < facts.p('application_made') ? '140' : '159';
  const began = { ...columns, code: first, made_on: iso(day(season, 5, 31)) };
  const entry = journal.add('offer', began, fixedAt + 3);
  if (code === first) return;
  const place = code === '110' ? (spells[0]?.organisationId ?? person.schoolId) : null;
  const knownAt = at(on + random.between(0, 6), 9 + random.next() * 7);
  journal.change(entry, { code, made_on: iso(on), organisation_id: place }, knownAt);
}

function guaranteeCode(facts: Facts, yearGroup: 11 | 12, random: Random): string {
  if (!random.chance(facts.p('guarantee_offer'))) return facts.guarantee.draw(random);
  if (yearGroup === 11 || !random.chance(facts.p('continuing_offer'))) return '110';
  return random.chance(facts.p('continuing_in_education')) ? '114' : '115';
}

const intended = new WeakMap<Facts, Weighted<Facts['intentions'][number]>>();

function writeIntention({ facts, journal, person, spells }: Life, season: number, random: Random): void {
  if (!intended.has(facts)) intended.set(facts, new Weighted(facts.intentions, (each) => each.weight));
  const outcome = spells[0]?.code;
  const same = facts.intentions.find((each) => each.activity === outcome);
  const drawn = intended.get(facts)!.draw(random).code;
  const code = same !== undefined && random.chance(facts.p('intention_kept')) ? same.code : drawn;
  const u = random.next();
  const asked = facts.intentionsProgress.find(({ share }) => u < share);
  if (asked === undefined) return;
  const on = day(season, asked.month, asked.date) + random.between(0, asked.days);
  const meant = { person_id: person.id, kind: 'intention', season, year_group: 11, code };
  journal.add(
    'offer',
    { ...meant, made_on: iso(on), source_code: 'school-list' },
    at(on + random.between(1, 10), 16),
  );
}
