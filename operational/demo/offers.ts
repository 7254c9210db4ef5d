import { at, day, type Instant, iso } from './calendar.ts';
import { guaranteeCohort, LA, OPENED_ON, surveyCohort } from './authority.ts';
import type { Spell } from './career.ts';
import type { Facts } from './facts.ts';
import type { Journal } from './journal.ts';
import type { Membership } from './memberships.ts';
import type { Person } from './person.ts';
import { Random, Weighted } from './random.ts';

// Share of the offers made by the end of June, July, August and September (assumed).
const PROGRESS = [
  [6, 0.62],
  [7, 0.8],
  [8, 0.91],
  [9, 1],
] as const;

/** What a person meant to do after Year 11, the offers of the September Guarantee, and the cohorts fixed on 31 May. */
export function writeOffers(
  facts: Facts,
  seed: number,
  journal: Journal,
  person: Person,
  spells: readonly Spell[],
  member: Membership,
): void {
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
      writeIntention(facts, random, journal, person, spells, season);
    }
    writeGuarantee(facts, random, journal, person, season, yearGroup, knownAt);
  }
}

function writeGuarantee(
  facts: Facts,
  random: Random,
  journal: Journal,
  person: Person,
  season: number,
  yearGroup: 11 | 12,
  fixedAt: Instant,
): void {
  const offered = random.chance(facts.p('guarantee_offer'));
  const code = !offered
    ? facts.guarantee.draw(random).code!
    : yearGroup === 11 || random.chance(0.06)
      ? '110'
      : random.chance(0.97)
        ? '114'
        : '115';
  const u = random.next();
  const [month] = PROGRESS.find(([, share]) => u < share)!;
  const on = day(season, month, 1) + random.between(month === 9 ? 0 : 2, 27);
  const columns = {
    person_id: person.id,
    kind: 'guarantee',
    season,
    year_group: yearGroup,
    la_code: LA,
    source_code: 'guarantee-list',
  };
  const first = u < 0.1 ? '140' : '159';
  const entry = journal.add(
    'offer',
    { ...columns, code: first, made_on: iso(day(season, 5, 31)) },
    fixedAt + 3,
  );
  if (code !== first) {
    journal.change(
      entry,
      { code, made_on: iso(on), organisation_id: code === '110' ? person.schoolId : null },
      at(on + random.between(0, 6), 9 + random.next() * 7),
    );
  }
}

const intended = new WeakMap<Facts, Weighted<Facts['intentions'][number]>>();

function writeIntention(
  facts: Facts,
  random: Random,
  journal: Journal,
  person: Person,
  spells: readonly Spell[],
  season: number,
): void {
  if (!intended.has(facts)) intended.set(facts, new Weighted(facts.intentions, (each) => each.weight));
  const outcome = spells[0]?.code;
  const same = facts.intentions.find((each) => each.activity === outcome);
  const drawn = intended.get(facts)!.draw(random).code;
  const code = same !== undefined && random.chance(facts.p('intention_kept')) ? same.code : drawn;
  const u = random.next();
  if (u > 0.97) return;
  const on =
    u < 0.7
      ? day(season, 4, 20) + random.between(0, 40)
      : day(season, u < 0.88 ? 6 : 7, 1) + random.between(0, 28);
  journal.add(
    'offer',
    {
      person_id: person.id,
      kind: 'intention',
      season,
      year_group: 11,
      code,
      made_on: iso(on),
      source_code: 'school-list',
    },
    at(on + random.between(1, 10), 16),
  );
}
