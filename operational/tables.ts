import type { ColumnType } from 'kysely';

// The case store's tables as Kysely sees them: what sql/operational makes. Days are ISO text, int8 is a number.

/** Made by the database: never written. */
type Id = ColumnType<number, never, never>;
/** Has a default: may be left out of an insert. */
type Default<T> = ColumnType<T, T | undefined, T>;
/** May be absent: may be left out of an insert. */
type Maybe<T> = ColumnType<T | null, T | null | undefined, T | null>;

interface Tenant {
  id: number;
  name: string;
  database_id: string;
  la_codes: string[];
  demo: Default<boolean>;
  verified_at_once: Maybe<string[]>;
}

interface Code {
  set_id: string;
  code: string;
  label: string;
  sort: number;
  valid_from: Default<string>;
  valid_to: Maybe<string>;
  parent: Maybe<string>;
  national_code: Maybe<string>;
  sensitivity: Default<number>;
}

interface AppUser {
  id: Id;
  tenant_id: number;
  name: string;
  email: string;
  role: string;
  team_id: Maybe<number>;
  password_hash: Maybe<string>;
  active: Default<boolean>;
  failed_sign_ins: Default<number>;
  locked_until: Maybe<Date>;
}

interface AppSession {
  token_hash: Buffer;
  user_id: number;
  created_at: Default<Date>;
  last_seen_at: Default<Date>;
  expires_at: Date;
}

interface Organisation {
  id: Id;
  tenant_id: number;
  kind: string;
  name: string;
  la_code: Maybe<string>;
  establishment_no: Maybe<string>;
  urn: Maybe<string>;
  ukprn: Maybe<string>;
  postcode: Maybe<string>;
}

interface Person {
  id: Id;
  tenant_id: number;
  ref: string;
  given_name: string;
  middle_names: Maybe<string>;
  family_name: string;
  known_as: Maybe<string>;
  date_of_birth: string;
  return_gender_code: string;
  ethnicity_code: Maybe<string>;
  date_of_death: Maybe<string>;
  year11_la_code: Maybe<string>;
  year11_school_id: Maybe<number>;
  merged_into_id: Maybe<number>;
  row_version: Default<number>;
  deleted_at: Maybe<Date>;
}

interface PersonIdentifier {
  id: Id;
  tenant_id: number;
  person_id: number;
  kind: string;
  value: string;
  source_code: string;
}

interface Address {
  id: Id;
  tenant_id: number;
  uprn: Maybe<number>;
  line_1: Maybe<string>;
  line_2: Maybe<string>;
  line_3: Maybe<string>;
  line_4: Maybe<string>;
  town: Maybe<string>;
  county: Maybe<string>;
  postcode: Maybe<string>;
  la_code: Maybe<string>;
  ward_code: Maybe<string>;
  lsoa_code: Maybe<string>;
  match: string;
}

interface PersonAddress {
  id: Id;
  tenant_id: number;
  person_id: number;
  address_id: number;
  kind: string;
  started_on: string;
  ended_on: Maybe<string>;
  confidential: Default<boolean>;
  source_code: string;
}

interface ContactPoint {
  id: Id;
  tenant_id: number;
  person_id: number;
  kind: string;
  value: string;
  owner: string;
  preferred: Default<boolean>;
  safe_to_leave_message: Default<boolean>;
  started_on: string;
  ended_on: Maybe<string>;
}

interface Situation {
  id: Id;
  tenant_id: number;
  person_id: number;
  domain: string;
  code: string;
  started_on: string;
  ended_on: Maybe<string>;
  ascertained_on: string;
  expected_end_on: Maybe<string>;
  review_on: Maybe<string>;
  organisation_id: Maybe<number>;
  detail: ColumnType<Record<string, unknown>, string | undefined, string>;
  is_primary: Default<boolean>;
  standing: string;
  source_code: string;
  state: Maybe<string>;
}

interface Verification {
  id: Id;
  tenant_id: number;
  situation_id: number;
  verified_on: string;
  method: string;
  source_code: string;
  user_id: Maybe<number>;
}

interface Characteristic {
  id: Id;
  tenant_id: number;
  person_id: number;
  set_id: string;
  code: string;
  started_on: string;
  ended_on: Maybe<string>;
  source_code: string;
  sensitivity: Default<number>;
  state: Maybe<string>;
}

interface Offer {
  id: Id;
  tenant_id: number;
  person_id: number;
  kind: string;
  season: number;
  year_group: Maybe<number>;
  code: string;
  la_code: Maybe<string>;
  organisation_id: Maybe<number>;
  made_on: string;
  source_code: string;
  state: Maybe<string>;
}

interface RecordDecision {
  id: Id;
  tenant_id: number;
  person_id: number;
  fact: string;
  fact_id: number;
  decision: string;
  decided_on: string;
  method: Maybe<string>;
  source_code: Maybe<string>;
  user_id: Maybe<number>;
  reason: Maybe<string>;
}

interface Cohort {
  id: Id;
  tenant_id: number;
  kind: string;
  season: Maybe<number>;
  la_code: string;
  fixed_on: Maybe<string>;
  sealed_at: Maybe<Date>;
  closed_on: Maybe<string>;
}

interface CohortMember {
  id: Id;
  tenant_id: number;
  cohort_id: number;
  person_id: number;
  status_code: string;
  started_on: string;
  ended_on: Maybe<string>;
  transferred_to_la_code: Maybe<string>;
  year_group: Maybe<number>;
  school_id: Maybe<number>;
  late_reason: Maybe<string>;
}

interface Involvement {
  id: Id;
  tenant_id: number;
  person_id: number;
  episode_id: Maybe<number>;
  user_id: Maybe<number>;
  team_id: Maybe<number>;
  role_code: string;
  started_on: string;
  ended_on: Maybe<string>;
}

interface Event {
  id: Id;
  tenant_id: number;
  kind_code: string;
  channel_code: Maybe<string>;
  direction: Maybe<string>;
  state: string;
  happened_at: Maybe<Date | string>;
  outcome_code: Maybe<string>;
  user_id: Maybe<number>;
  summary: Maybe<string>;
  sensitivity: Default<number>;
}

interface EventPerson {
  id: Id;
  tenant_id: number;
  event_id: number;
  person_id: number;
  role: string;
}

/** Table name → columns, for Kysely. */
export interface Tables {
  tenant: Tenant;
  code: Code;
  app_user: AppUser;
  app_session: AppSession;
  organisation: Organisation;
  person: Person;
  person_identifier: PersonIdentifier;
  address: Address;
  person_address: PersonAddress;
  contact_point: ContactPoint;
  situation: Situation;
  verification: Verification;
  characteristic: Characteristic;
  offer: Offer;
  record_decision: RecordDecision;
  cohort: Cohort;
  cohort_member: CohortMember;
  involvement: Involvement;
  event: Event;
  event_person: EventPerson;
}
