import { COMMON, type Command, type Option } from './command.ts';

/** The list of verbs. */
export function overview(commands: readonly Command[]): string {
  return [
    'Casehouse: case store, warehouse and versioned reports.',
    '',
    ...verbs(commands),
    '',
    'casehouse VERB --help says more of a verb; casehouse settings lists the environment variables.',
    'Exit status: 0 fine, 1 failed, 2 wrong usage.',
  ].join('\n');
}

/** The help of verbs that begin with the same word, such as `report`. */
export function groupHelp(word: string, commands: readonly Command[]): string {
  return [
    `casehouse ${word} is the beginning of:`,
    '',
    ...verbs(commands),
    '',
    `casehouse ${commands[0]!.name} --help says more of one.`,
  ].join('\n');
}

function verbs(commands: readonly Command[]): string[] {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return commands.map(({ name, summary }) => `  casehouse ${name.padEnd(width)}  ${summary}`);
}

/** The help of one verb. */
export function commandHelp(command: Command): string {
  const options = Object.entries({ ...command.options, ...COMMON });
  const shapes = options.map(([name, option]) => shape(name, option));
  const width = Math.max(...shapes.map((text) => text.length));
  return [
    `casehouse ${[command.name, ...command.words, ...Object.entries(command.options).map(usage)].join(' ')}`,
    '',
    `${command.summary[0]!.toUpperCase()}${command.summary.slice(1)}.`,
    '',
    ...options.map(([, option], i) => `  ${shapes[i]!.padEnd(width)}  ${option.doc}`),
  ].join('\n');
}

const shape = (name: string, option: Option) =>
  option.value === null ? `--${name}` : `--${name} ${option.value}`;

function usage([name, option]: [string, Option]): string {
  const text = `${shape(name, option)}${option.many === true ? ' …' : ''}`;
  return option.required === true ? text : `[${text}]`;
}
