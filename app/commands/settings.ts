import { SETTINGS, settings, shownValue } from '../../base/settings.ts';
import type { Command } from '../command.ts';

export const settingsCommand: Command = {
  name: 'settings',
  summary: 'list the environment variables, what they are now and what they mean',
  words: [],
  options: {},
  async run({ io }) {
    // a value that makes no sense is an error here too
    settings();
    const rows = SETTINGS.map((setting) => ({ ...setting, value: shownValue(setting) }));
    const width = Math.max(...rows.map(({ env }) => env.length));
    const text = rows.map(({ env, value, doc, scope }) => {
      const whose = scope === 'tests' ? ' (tests)' : '';
      return `${env.padEnd(width)}  ${value}\n${' '.repeat(width)}  ${doc}${whose}`;
    });
    io.answer(rows, text.join('\n'));
    return 0;
  },
};
