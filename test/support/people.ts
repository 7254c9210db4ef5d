import type pg from 'pg';
import { loadEditions } from '../../nccis/editions.ts';
import { loadCodes } from '../../operational/codes.ts';
import { freezeCohort } from '../../operational/cohorts/freeze.ts';

/** People of a worked case, in the few words that the case needs; days are ISO text. */
export interface CasePeople {
  /** Instant at which all of it became known; now when left out. */
  knownAt?: string;
  la?: string;
  organisations?: Record<string, { kind: string; la: string; establishment?: string; ukprn?: string }>;
  cohorts?: { kind: string; season?: number; fixed?: string }[];
  /** Cohorts to freeze, by the case store's own rule, once the people are in. */
  freeze?: { kind: 'guarantee' | 'activity-survey'; season: number }[];
  people: CasePerson[];
}

export interface CasePerson {
  name: string;
  /** How many people like this one; their names are numbered. */
  times?: number;
  born: string;
  gender?: string;
  ethnicity?: string;
  year11La?: string;
  year11School?: string;
  home?: { la?: string; postcode?: string; ward?: string; lsoa?: string; from: string; to?: string }[];
  status?: { code: string; from: string; to?: string; la?: string }[];
  doing?: {
    code: string;
    from: string;
    to?: string;
    known?: string;
    verified?: string[];
    review?: string;
    end?: string;
    at?: string;
    standing?: string;
  }[];
  is?: { set: string; code: string; from: string; to?: string }[];
  offers?: { kind: string; season: number; year?: number; code: string; la?: string; on: string }[];
  member?: { kind: string; season: number; year?: number; from: string; school?: string }[];
  identifiers?: { kind: string; value: string }[];
}

/** Loads a case through the case store's own tables and triggers. */
export async function loadCase(pool: pg.Pool, data: CasePeople): Promise<void> {
  await loadCodes(pool);
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query("select set_config('casehouse.known_at', $1, true)", [data.knownAt ?? '']);
    await client.query("insert into tenant values (1, 'Case authority', '901', $1) on conflict do nothing", [
      [data.la ?? '336'],
    ]);
    const insert = inserter(client);
    const organisations = new Map<string, number>();
    for (const [name, o] of Object.entries(data.organisations ?? {})) {
      organisations.set(
        name,
        await insert('organisation', {
          kind: o.kind,
          name,
          la_code: o.la,
          establishment_no: o.establishment,
          ukprn: o.ukprn,
        }),
      );
    }
    const cohorts = new Map<string, number>();
    const cohort = async (kind: string, season: number | null, fixed?: string) => {
      const key = `${kind} ${season}`;
      if (!cohorts.has(key)) {
        cohorts.set(
          key,
          await insert('cohort', { kind, season, la_code: data.la ?? '336', fixed_on: fixed }),
        );
      }
      return cohorts.get(key)!;
    };
    for (const c of data.cohorts ?? []) await cohort(c.kind, c.season ?? null, c.fixed);
    let n = 0;
    for (const person of data.people) {
      for (let i = 0; i < (person.times ?? 1); i++) {
        await loadPerson(insert, { person, number: ++n, la: data.la ?? '336', organisations, cohort });
      }
    }
    await client.query('commit');
    for (const f of data.freeze ?? []) {
      await freezeCohort(pool, loadEditions()[1]!, { ...f, la: data.la ?? '336', tenantId: 1 });
    }
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

type Insert = (table: string, row: Record<string, unknown>) => Promise<number>;

const inserter =
  (client: pg.PoolClient): Insert =>
  async (table, row) => {
    const entries = Object.entries({ tenant_id: 1, ...row }).filter(([, v]) => v !== undefined);
    const { rows } = await client.query(
      `insert into ${table} (${entries.map(([k]) => k).join(', ')})
       values (${entries.map((_, i) => `$${i + 1}`).join(', ')}) returning id`,
      entries.map(([, v]) => v),
    );
    return rows[0].id;
  };

async function loadPerson(
  insert: Insert,
  context: {
    person: CasePerson;
    number: number;
    la: string;
    organisations: Map<string, number>;
    cohort: (kind: string, season: number | null) => Promise<number>;
  },
): Promise<void> {
  const { person, number, la, organisations } = context;
  const school = person.year11School === undefined ? undefined : organisations.get(person.year11School);
  const id = await insert('person', {
    ref: `C${number}`,
    given_name: person.name,
    family_name: (person.times ?? 1) > 1 ? `Testcase ${letters(number)}` : 'Testcase',
    date_of_birth: person.born,
    return_gender_code: person.gender ?? 'F',
    ethnicity_code: person.ethnicity ?? 'WBRI',
    year11_la_code: person.year11La ?? la,
    year11_school_id: school,
  });
  await insert('person_identifier', {
    person_id: id,
    kind: 'YPID',
    value: `901${String(number).padStart(10, '0')}`,
    source_code: 'case',
  });
  for (const i of person.identifiers ?? [])
    await insert('person_identifier', { person_id: id, ...i, source_code: 'case' });
  for (const h of person.home ?? [{ from: person.born }]) {
    const address = await insert('address', {
      line_1: '1 Sample Street',
      town: 'Wolverhampton',
      postcode: h.postcode ?? 'ZZ99 9ZZ',
      la_code: h.la ?? la,
      ward_code: h.ward,
      lsoa_code: h.lsoa,
      match: h.ward ? 'postcode' : 'none',
    });
    await insert('person_address', {
      person_id: id,
      address_id: address,
      kind: 'home',
      started_on: h.from,
      ended_on: h.to,
      source_code: 'case',
    });
  }
  for (const s of person.status ?? []) {
    await insert('cohort_member', {
      cohort_id: await context.cohort('nccis', null),
      person_id: id,
      status_code: s.code,
      started_on: s.from,
      ended_on: s.to,
      transferred_to_la_code: s.la,
    });
  }
  for (const m of person.member ?? []) {
    await insert('cohort_member', {
      cohort_id: await context.cohort(m.kind, m.season),
      person_id: id,
      status_code: 'P',
      started_on: m.from,
      year_group: m.year,
      school_id: m.school === undefined ? school : organisations.get(m.school),
    });
  }
  for (const d of person.doing ?? []) {
    const situation = await insert('situation', {
      person_id: id,
      domain: 'eet',
      code: d.code,
      started_on: d.from,
      ended_on: d.to,
      ascertained_on: d.known ?? d.from,
      expected_end_on: d.end,
      review_on: d.review,
      organisation_id: d.at === undefined ? undefined : organisations.get(d.at),
      standing: d.standing ?? 'confirmed',
      source_code: 'case',
    });
    for (const day of d.verified ?? []) {
      await insert('verification', {
        situation_id: situation,
        verified_on: day,
        method: 'person',
        source_code: 'case',
      });
    }
  }
  for (const c of person.is ?? [{ set: 'LEVEL_OF_NEED', code: '3', from: person.born }]) {
    await insert('characteristic', {
      person_id: id,
      set_id: c.set,
      code: c.code,
      started_on: c.from,
      ended_on: c.to,
      source_code: 'case',
    });
  }
  for (const o of person.offers ?? []) {
    await insert('offer', {
      person_id: id,
      kind: o.kind,
      season: o.season,
      year_group: o.year,
      code: o.code,
      la_code: o.la ?? (o.year ? la : undefined),
      made_on: o.on,
      source_code: 'case',
    });
  }
}

/** 1 → A, 27 → AA: the return refuses digits in names. */
function letters(n: number): string {
  const rest = Math.floor((n - 1) / 26);
  return (rest > 0 ? letters(rest) : '') + String.fromCharCode(65 + ((n - 1) % 26));
}
