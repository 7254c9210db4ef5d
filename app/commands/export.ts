import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../../base/errors.ts';
import type { FileOut } from '../../operational/exchange/record.ts';
import type { Command, Given } from '../command.ts';
import { exportText } from '../export-text.ts';
import { openStore } from '../store.ts';

export const exportCommand: Command = {
  name: 'export',
  summary: 'write lists for schools, other authorities and the Department ("export kinds" names them)',
  words: ['KIND'],
  options: {
    season: { value: 'CCYY', doc: 'calendar year of the season’s summer; the latest when left out' },
    la: { value: 'CODE', doc: 'which of the council’s authorities; the first when left out' },
    to: { value: 'CODE', doc: 'the authority that a transfer is for' },
    school: { value: 'NUMBER', doc: 'one school, by its seven digits; one file for each when left out' },
    from: { value: 'DAY', doc: 'first day of starters and leavers; 1 September when left out' },
    'as-at': { value: 'DAY', doc: 'the day that is told of; today when left out' },
    batch: { value: 'NUMBER', doc: 'the import batch that is acknowledged' },
    agreement: { value: 'NAME', doc: 'the sharing agreement, where a list needs one' },
    out: { value: 'FOLDER', doc: 'folder to write into; each file gets its name', required: true },
  },
  async run({ words, given, settings, io }) {
    const { kindsOf } = await import('../../operational/exchange/kind.ts');
    const { makeFiles } = await import('../../operational/exchange/make.ts');
    const kinds = kindsOf(words[0]!);
    const folder = await folderOf(given.required('out'));
    const { pool } = await openStore(settings, io, { migrate: false });
    const asked = askedOf(given);
    const all = [];
    for (const kind of kinds) {
      io.progress(kind.title);
      // a whole group is asked for at once: each takes what it knows
      const own = Object.fromEntries(
        Object.entries(asked).filter(
          ([key]) => kinds.length === 1 || key === 'agreement' || kind.asks.includes(key as 'la'),
        ),
      );
      const made = await makeFiles(kind, own, { pool, clock: io.clock }, async ({ files }) => {
        for (const file of files) await writeBoth(folder, file, kind);
      });
      all.push(made);
    }
    const files = all.flatMap((made) =>
      made.files.map(({ content, ...file }) => ({ ...file, path: join(folder, file.fileName) })),
    );
    const withoutSchool = Math.max(...all.map((made) => made.withoutSchool));
    io.answer({ files, withoutSchool }, exportText(files, withoutSchool));
    return 0;
  },
};

const askedOf = (given: Given): Record<string, string> =>
  Object.fromEntries(
    ['season', 'la', 'to', 'school', 'from', 'as-at', 'batch', 'agreement'].flatMap((name) => {
      const value = given.text(name);
      return value === null ? [] : [[name.replace('-', '_'), value]];
    }),
  );

async function folderOf(out: string): Promise<string> {
  const found = await stat(out).catch(() => null);
  if (found?.isDirectory()) return out;
  throw new UsageError(
    `${out} is not a folder.`,
    'Make the folder first; each file gets its own name in it.',
  );
}

async function writeBoth(
  folder: string,
  file: FileOut,
  kind: { about: string; bom: boolean; dates: 'iso' | 'dmy' },
): Promise<void> {
  const { writeWhole } = await import('../../reports/render/file.ts');
  const { aboutFile } = await import('../../operational/exchange/record.ts');
  const path = join(folder, file.fileName);
  const { content, ...rest } = file;
  await writeWhole(path, (part) => writeFile(part, content!));
  await writeWhole(`${path}.json`, (part) =>
    writeFile(part, `${JSON.stringify(aboutFile(rest, kind), null, 2)}\n`),
  );
}
