import type { Edition, Form } from './edition.ts';
import { ulnFault, upnFault } from './identifiers.ts';

/** What is wrong with one value: DfE's number for it (null when no check of DfE's finds it), a plain reason, and what to do. */
export type ValueFault = {
  number: string | null;
  column: string;
  label: string;
  reason: string;
  fix: string;
};

/**
 * What is wrong with the form of one value by an edition, whoever typed or sent it; null when nothing is. `column` is the element's
 * name in fields.csv, such as `given_name` or `uln`. An empty value and an element without a form are never at fault here.
 */
export function valueFault(edition: Edition, column: string, value: string | null): ValueFault | null {
  const field = edition.fields.find((f) => f.column === column);
  if (!field || value === null || value === '') return null;
  const at = { column, label: field.label };
  if (field.type === 'text' && field.length !== null && value.length > field.length) {
    const reason = `${field.label} is longer than ${field.length} characters.`;
    return { ...at, number: null, reason, fix: 'Shorten it.' };
  }
  const form = edition.forms.find((f) => f.column === column);
  if (!form) return null;
  const bad = [...new Set([...value].filter((c) => form.refused?.includes(c)))];
  if (bad.length > 0 || (form.pattern !== null && !new RegExp(`^(?:${form.pattern})$`, 'u').test(value))) {
    const found = bad.length > 0 ? ` (${bad.join(' ')})` : '';
    return { ...at, ...wordsOf(edition, form, field.label, found) };
  }
  const sum =
    form.checkCharacter === null ? null : { upn: upnFault, uln: ulnFault }[form.checkCharacter](value);
  return sum === null ? null : { ...at, number: null, reason: sum, fix: CHECK_SOURCE };
}

const CHECK_SOURCE = 'Check it with whoever gave it; if in doubt leave it out.';

function wordsOf(
  edition: Edition,
  form: Form,
  label: string,
  found: string,
): Omit<ValueFault, 'column' | 'label'> {
  const check = edition.checks.find((c) => c.no === form.check);
  return {
    number: check?.no ?? null,
    reason: check
      ? check.message.replace(/\.$/, `${found}.`)
      : `${label} is not written as it must be${found}.`,
    fix: check?.fix ?? (found === '' ? CHECK_SOURCE : 'Take those characters out.'),
  };
}

/** A pattern of any one of these characters, for both JavaScript and SQL. */
export const anyOf = (characters: string): string => `[${characters.replace(/[\\\]^[-]/g, '\\$&')}]`;
