import { CasehouseError } from '../../base/errors.ts';
import type { Override } from '../../operational/reference/council.ts';
import type { Command } from '../command.ts';
import { openStore } from '../store.ts';

const NOBODY = { tenantId: 1, userId: null };
const told = (o: Override) =>
  `${o.value} from ${o.fromPeriod.slice(0, 7)}${o.endedOn ? ` to ${o.endedOn.slice(0, 7)}` : ''}: ${o.reason}`;

export const editionListCommand: Command = {
  name: 'edition list',
  summary: 'the editions of the requirement that are held',
  words: [],
  options: {},
  async run({ io }) {
    const { loadEditions } = await import('../../nccis/editions.ts');
    const editions = loadEditions().map(({ id, title, status, from, to }) => ({
      id,
      title,
      status,
      from,
      to,
    }));
    io.answer(
      { editions },
      editions
        .map(
          (e) =>
            `  ${e.id.padEnd(9)} ${e.from} to ${e.to ?? 'now'}  ${e.title}${e.status === 'draft' ? ' (draft)' : ''}`,
        )
        .join('\n'),
    );
    return 0;
  },
};

export const editionShowCommand: Command = {
  name: 'edition show',
  summary: "each fact of an edition with how sure it is, and the council's own value where it has one",
  words: ['ID'],
  options: { assumptions: { value: null, doc: 'only what is assumed or weakly held' } },
  async run({ words, given, settings, io }) {
    const { pool } = await openStore(settings, io, { migrate: false });
    const { editionItems } = await import('../../operational/reference/shown.ts');
    const { loadEditions } = await import('../../nccis/editions.ts');
    const shown = await editionItems(pool, loadEditions(), words[0]!, 1);
    const items = given.flag('assumptions') ? shown.items.filter((i) => i.assumed) : shown.items;
    const lines = items.flatMap((i) => [
      `  ${[i.part, i.key, i.field].filter(Boolean).join(' ').padEnd(34)} ${i.value.padEnd(10)} [${i.confidence}]${i.changeable ? ' may be changed' : ''}`,
      ...i.overrides.map((o) => `      here ${told(o)}`),
    ]);
    io.answer({ ...shown, items }, [`${shown.title}`, ...lines].join('\n'));
    return 0;
  },
};

export const editionSetCommand: Command = {
  name: 'edition set',
  summary:
    "hold the council's own value for a fact that the edition only assumes, from a month on; PART, KEY and FIELD are the words of 'edition show ID --assumptions', KEY - where there is none",
  words: ['ID', 'PART', 'KEY', 'FIELD', 'VALUE'],
  options: {
    from: { value: 'MONTH', doc: 'the first month that it holds for, such as 2026-09', required: true },
    reason: { value: 'TEXT', doc: 'why, and who says so', required: true },
  },
  async run({ words, given, settings, io }) {
    const { pool } = await openStore(settings, io, { migrate: false });
    const { setOverride } = await import('../../operational/reference/change.ts');
    const { loadEditions } = await import('../../nccis/editions.ts');
    const [edition, part, key, field, value] = words as [string, string, string, string, string];
    if (key === undefined)
      throw new CasehouseError('usage', 'Five words are needed.', {
        next: 'Use - for the key of a part that has none.',
      });
    const wanted = {
      edition,
      part,
      key: key === '-' ? '' : key,
      field,
      value,
      from: given.required('from'),
      reason: given.required('reason'),
    };
    const made = await setOverride(pool, loadEditions(), wanted, NOBODY);
    io.answer(
      made,
      `${part} ${field} is ${told(made)}. Periods before keep their rules; figures follow from the next nightly load on.`,
    );
    return 0;
  },
};
