import { at, type DayNumber, day, iso } from './calendar.ts';
import type { Facts } from './facts.ts';
import type { Journal } from './journal.ts';
import type { Life } from './life.ts';
import type { Person } from './person.ts';
import { Random } from './random.ts';
import type { Worker } from './workers.ts';

/** An EHC assessment has 20 weeks from request to final plan. */
const CLOCK = 140;
const YEAR = 365;

/** The EHC plan of those who have one, with its yearly reviews; and the requests that came to nothing, or have not yet ended. */
export function writeEhcPlan(
  facts: Facts,
  seed: number,
  journal: Journal,
  person: Person,
  issued: DayNumber | null,
): void {
  const random = new Random(seed, person.group, person.index, 'EHC plan');
  const here = Math.max(day(person.group - 3, 9, 1), person.cameOn ?? 0);
  if (issued === null) {
    requested(facts, journal, person, random, here);
    return;
  }
  const inTime = random.chance(facts.p('plan_in_time'));
  const took = inTime ? random.between(95, CLOCK) : CLOCK + random.between(1, 150);
  const first = { person_id: person.id, kind: 'ehcp', requested_on: iso(issued - took) };
  const known = at(here + random.between(5, 30), 10);
  const entry = journal.add(
    'plan',
    {
      ...first,
      issued_on: iso(issued),
      next_review_on: iso(issued + YEAR),
      source_code: 'ehc-list',
    },
    known,
  );
  const end = person.planEnds ?? day(person.group + 9, 9, 1);
  for (let due = issued + YEAR; due < end && due < here + 9 * YEAR; due += YEAR) {
    const on = due + random.between(-40, random.chance(0.75) ? 0 : 90);
    if (on < here || !random.chance(0.92)) continue;
    const columns = { reviewed_on: iso(Math.max(on, issued)), next_review_on: iso(on + YEAR) };
    journal.change(entry, columns, at(on + random.between(1, 20), 12));
  }
  if (person.planEnds !== null && person.planEnds >= issued)
    journal.change(
      entry,
      { ended_on: iso(person.planEnds), next_review_on: null },
      at(person.planEnds + random.between(1, 40), 13),
    );
}

/** Some on SEN support are put forward for a plan; those who were given one are in the other branch. */
function requested(facts: Facts, journal: Journal, person: Person, random: Random, here: DayNumber): void {
  if (person.sen !== 'K' || !random.chance(facts.p('plan_asked_for'))) return;
  const on = here + random.between(30, 1100);
  const entry = journal.add(
    'plan',
    { person_id: person.id, kind: 'ehcp', requested_on: iso(on), source_code: 'ehc-list' },
    at(on + random.between(1, 10), 11),
  );
  const decided = on + random.between(30, 130);
  journal.change(entry, { refused_on: iso(decided) }, at(decided + 2, 11));
}

/** A career pathway plan for those with SEN, a characteristic or a reason of their own: due by Christmas of Year 11. */
export function writePathwayPlan({ facts, seed, journal, person, member }: Life, worker: Worker): void {
  const random = new Random(seed, person.group, person.index, 'pathway plan');
  const needs = person.sen !== null || person.traits.length > 0;
  if (!random.chance(needs ? 0.9 : facts.p('pathway_plan_share'))) return;
  const due = Math.max(day(person.group - 1, 12, 18), member.from + 60);
  const columns = {
    person_id: person.id,
    kind: 'career-pathway',
    due_on: iso(due),
    owner_id: worker.caseworker,
    source_code: 'worker',
  };
  const entry = journal.add('plan', columns, at(member.from + random.between(1, 20), 9), worker.caseworker);
  const task = journal.add(
    'task',
    {
      person_id: person.id,
      kind_code: 'pathway-plan',
      due_on: iso(due),
      assigned_id: worker.caseworker,
      team_id: worker.teamId,
      state: 'open',
    },
    at(member.from + random.between(1, 20), 9.1),
    worker.caseworker,
  );
  const started = due - random.between(5, 70);
  if (!random.chance(0.93) || started >= member.until) return;
  journal.change(entry, { started_on: iso(started) }, at(started + 1, 10), worker.caseworker);
  const agreed = started + random.between(0, random.chance(0.8) ? 45 : 160);
  if (!random.chance(0.92) || agreed >= member.until) return;
  const until = { issued_on: iso(agreed), next_review_on: iso(agreed + 182) };
  journal.change(entry, until, at(agreed + 1, 11), worker.caseworker);
  journal.change(task, { state: 'done', done_on: iso(agreed) }, at(agreed + 1, 11.1), worker.caseworker);
  for (let next = agreed + 182; next < member.until; next += 182) {
    const on = next + random.between(-15, 30);
    if (on >= member.until || !random.chance(0.85)) break;
    const reviewed = { reviewed_on: iso(on), next_review_on: iso(on + 182) };
    journal.change(entry, reviewed, at(on + 1, 14), worker.caseworker);
  }
}
