import { londonDay } from '../../base/dates.ts';
import type { Command } from '../command.ts';
import { openStore } from '../store.ts';

const NOBODY = { tenantId: 1, userId: null };
const shown = (code: {
  code: string;
  label: string;
  national_code: string | null;
  valid_to: string | null;
}) =>
  `  ${code.code.padEnd(10)} ${code.label}${code.national_code ? ` (sent as ${code.national_code})` : ''}${code.valid_to ? `, to ${code.valid_to}` : ''}`;

export const codeListCommand: Command = {
  name: 'code list',
  summary: 'the code lists, or the codes of one',
  words: ['[SET]'],
  options: {},
  async run({ words, settings, io }) {
    const { pool } = await openStore(settings, io, { migrate: false });
    const [set] = words;
    if (set === undefined) {
      const { rows } = await pool.query('select id, title, owner, used_by_return from code_set order by id');
      io.answer({ sets: rows }, rows.map((r) => `  ${r.id.padEnd(14)} ${r.title}`).join('\n'));
      return 0;
    }
    const { rows } = await pool.query(
      'select code, label, valid_from, valid_to, national_code from code where set_id = $1 order by sort, code',
      [set],
    );
    io.answer(
      { set, codes: rows },
      rows.length === 0 ? `The list ${set} has no codes.` : rows.map(shown).join('\n'),
    );
    return 0;
  },
};

export const codeAddCommand: Command = {
  name: 'code add',
  summary: "add a code of the council's own to a list",
  words: ['SET', 'CODE'],
  options: {
    label: { value: 'TEXT', doc: 'what it means', required: true },
    national: { value: 'CODE', doc: 'the national code that it stands for; a return writes that one' },
    from: { value: 'DAY', doc: 'the first day on which it may be used; today when left out' },
  },
  async run({ words, given, settings, io }) {
    const { pool } = await openStore(settings, io, { migrate: false });
    const { addLocalCode } = await import('../../operational/reference/change.ts');
    const [set, code] = words as [string, string];
    const national = given.text('national');
    const wanted = {
      set,
      code,
      label: given.required('label'),
      national,
      from: given.text('from') ?? londonDay(io.clock()),
    };
    await addLocalCode(pool, wanted, NOBODY);
    io.answer(
      wanted,
      `${code} is in the list ${set}${national ? `, and is sent as ${national}` : ''}. It counts from the next nightly load on.`,
    );
    return 0;
  },
};

export const codeEndCommand: Command = {
  name: 'code end',
  summary: "end a code of the council's own; it stays for what was recorded",
  words: ['SET', 'CODE'],
  options: { on: { value: 'DAY', doc: 'the last day on which it may be used; today when left out' } },
  async run({ words, given, settings, io }) {
    const { pool } = await openStore(settings, io, { migrate: false });
    const { endLocalCode } = await import('../../operational/reference/change.ts');
    const { loadEditions } = await import('../../nccis/editions.ts');
    const [set, code] = words as [string, string];
    const on = given.text('on') ?? londonDay(io.clock());
    await endLocalCode(pool, loadEditions(), { set, code, on }, NOBODY);
    io.answer({ set, code, on }, `${code} of ${set} may be used to ${on}.`);
    return 0;
  },
};
