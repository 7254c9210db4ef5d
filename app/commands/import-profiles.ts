import { UsageError } from '../../base/errors.ts';
import type { Command } from '../command.ts';
import { importDesk, pairs, WHO } from '../import-desk.ts';

export const importProfilesCommand: Command = {
  name: 'import profiles',
  summary: 'list the lists that can be taken in; with a name, the columns of one',
  words: ['[PROFILE]'],
  options: {},
  async run({ words, io }) {
    const { loadProfile, loadProfiles } = await import('../../operational/imports/profile.ts');
    if (words[0] === undefined) {
      const all = [...loadProfiles().values()];
      const width = Math.max(...all.map(({ id }) => id.length));
      io.answer(
        {
          profiles: all.map(({ id, title, about, version }) => ({ id, title, about: about.trim(), version })),
        },
        all.map(({ id, title }) => `  ${id.padEnd(width)}  ${title}`).join('\n'),
      );
      return 0;
    }
    const profile = loadProfile(words[0]);
    const columns = Object.entries(profile.columns).map(
      ([key, c]) =>
        `  ${key} (${c.type}${c.need === 'required' ? ', needed' : ''}): ${[c.title, ...c.aliases].join(', ')}`,
    );
    io.answer({ profile }, [`${profile.title}. ${profile.about.trim()}`, ...columns].join('\n'));
    return 0;
  },
};

export const importMappingCommand: Command = {
  name: 'import mapping',
  summary: 'list the saved mappings of headings, show one, or save its next version',
  words: ['[NAME]'],
  options: {
    profile: { value: 'PROFILE', doc: 'save it for this profile' },
    column: {
      value: 'COLUMN=HEADING',
      doc: "the heading under which the sender's file has a column",
      many: true,
    },
    word: { value: 'COLUMN:WORD=OURS', doc: "one of the sender's words and ours for it", many: true },
    ...WHO,
  },
  async run(call) {
    const { words, given, io } = call;
    const { pool, who } = await importDesk(call);
    const { listMappings, saveMapping } = await import('../../operational/imports/mappings.ts');
    const [name] = words;
    const profile = given.text('profile');
    if (profile !== null) {
      if (name === undefined)
        throw new UsageError('A mapping that is saved needs a name.', 'Give it after the verb.');
      const { loadProfile } = await import('../../operational/imports/profile.ts');
      const { inTransaction } = await import('../../operational/imports/batch.ts');
      const mapping = {
        name,
        headings: pairs('column', given.all('column')),
        words: wordsOf(given.all('word')),
      };
      const saved = await inTransaction(pool, who, (client) =>
        saveMapping(client, who, loadProfile(profile), mapping),
      );
      io.answer(
        { mapping: saved },
        `${saved.name}, version ${saved.version}, is saved for ${saved.profile}.`,
      );
      return 0;
    }
    const all = (await listMappings(pool, who.tenantId)).filter((m) => name === undefined || m.name === name);
    const lines = all.flatMap((m) => [
      `${m.name}, version ${m.version}, for ${m.profile}`,
      ...(name === undefined
        ? []
        : Object.entries(m.headings).map(([key, heading]) => `  ${key}: ${heading}`)),
    ]);
    io.answer({ mappings: all }, lines.length === 0 ? 'No mapping is saved.' : lines.join('\n'));
    return 0;
  },
};

function wordsOf(texts: readonly string[]): Record<string, Record<string, string>> {
  const words: Record<string, Record<string, string>> = {};
  for (const [place, ours] of Object.entries(pairs('word', texts))) {
    const at = place.indexOf(':');
    if (at < 1)
      throw new UsageError(
        `--word is "${place}=${ours}", not COLUMN:WORD=OURS.`,
        'See the help of the verb.',
      );
    const column = place.slice(0, at);
    words[column] = { ...words[column], [place.slice(at + 1)]: ours };
  }
  return words;
}
