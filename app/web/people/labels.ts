import type { PersonRecord } from '../../../operational/api/people/shape.ts';
import type { CaseStore } from '../../../operational/api/writing.ts';

/** Label of a code of a list, or null when the case store has none. */
export type Labels = (set: string, code: string) => string | null;

/** The lists that a record's codes come from where the record itself brings no label. */
const SETS = ['YP10', 'ID01', 'SG02', 'SG11'] as const;

export async function readLabels(store: CaseStore): Promise<Labels> {
  const rows = await store.db
    .selectFrom('code')
    .select(['set_id', 'code', 'label'])
    .where('set_id', 'in', [...SETS])
    .execute();
  const found = new Map(rows.map((row) => [`${row.set_id} ${row.code}`, row.label]));
  return (set, code) => found.get(`${set} ${code}`) ?? null;
}

/** The list of an offer's code: intentions and conditional offers have one, the guarantee one for each year group. */
export const setOfOffer = (offer: PersonRecord['offers'][number]): string =>
  offer.kind !== 'guarantee' ? 'ID01' : offer.year_group === 12 ? 'SG11' : 'SG02';

/** A label with its code behind it, which trackers know by heart; the code alone when there is no label. */
export const labelled = (label: string | null, code: string): string =>
  label === null ? code : `${label} (${code})`;

const WORDS: Readonly<Record<string, string>> = {
  // lists
  IC01: 'Individual characteristic',
  SEN: 'SEN provision',
  SEN_NEED: 'Primary need (SEN)',
  LEVEL_OF_NEED: 'Level of need',
  // standing of an activity
  provisional: 'Provisional',
  confirmed: 'Confirmed',
  superseded: 'Replaced',
  rejected: 'Rejected',
  // what became of a contact
  planned: 'Planned',
  done: 'Done',
  'did-not-attend': 'Did not attend',
  cancelled: 'Cancelled',
  'no-answer': 'No answer',
  // offers
  intention: 'Intended destination',
  conditional: 'Conditional offer',
  guarantee: 'September Guarantee',
  // cohorts
  nccis: 'Client caseload (NCCIS)',
  'activity-survey': 'Activity survey',
  // kinds of address and number
  home: 'Home',
  term: 'Term time',
  placement: 'Placement',
  correspondence: 'Letters',
  YPID: 'Young person’s number',
  'previous-YPID': 'Young person’s number, earlier',
  'former-UPN': 'UPN, earlier',
  local: 'Local number',
  // sources
  'own-contact': 'Our own contact',
  'school-list': 'School’s list',
  'provider-list': 'Provider’s list',
  'other-la': 'Another authority',
  worker: 'Worker',
  dwp: 'Department for Work and Pensions',
  contact: 'Contact',
  // ways of contact
  phone: 'Telephone',
  text: 'Text message',
  email: 'Email',
  letter: 'Letter',
  visit: 'Visit',
};

/** A word of the case store as people say it; an unknown one is at least written without hyphens. */
export function inWords(word: string): string {
  const plain = word.replaceAll('-', ' ');
  return WORDS[word] ?? (/[a-z]/.test(word) ? plain.charAt(0).toUpperCase() + plain.slice(1) : word);
}
