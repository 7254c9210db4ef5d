import type { Day } from '../../../base/dates.ts';
import type { SessionPerson } from '../../access/person.ts';
import { requireCode } from '../codes.ts';
import { requireOrganisation } from '../organisations.ts';
import { entryError } from '../problems.ts';
import type { Tx } from '../writing.ts';

/** The parts of a person's own record that need more than their form to be right. */
interface Facts {
  date_of_birth: Day;
  date_of_death?: Day | null;
  return_gender_code: string;
  ethnicity_code?: string | null;
  year11_school_id?: number | null;
}

/** Refuse days out of order and codes that are not there, whichever of them were sent. */
export async function requireSoundPerson(
  tx: Tx,
  who: SessionPerson,
  facts: Facts,
  sent: ReadonlySet<string>,
  today: Day,
): Promise<void> {
  const { date_of_birth: born, date_of_death: died } = facts;
  if (born > today)
    throw entryError('date_of_birth', 'The date of birth is in the future.', 'Check the year.');
  if (died && died < born)
    throw entryError('date_of_death', 'The date of death is before the date of birth.', 'Check both days.');
  if (died && died > today)
    throw entryError('date_of_death', 'The date of death is in the future.', 'Check the year.');
  if (sent.has('return_gender_code'))
    await requireCode(tx, {
      set: 'YP07',
      code: facts.return_gender_code,
      day: today,
      field: 'return_gender_code',
    });
  if (sent.has('ethnicity_code') && facts.ethnicity_code)
    await requireCode(tx, { set: 'YP27', code: facts.ethnicity_code, day: today, field: 'ethnicity_code' });
  if (sent.has('year11_school_id'))
    await requireOrganisation(tx, who, facts.year11_school_id, 'year11_school_id');
}
