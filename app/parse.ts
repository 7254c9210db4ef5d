import { parseArgs } from 'node:util';
import { UsageError } from '../base/errors.ts';
import { COMMON, type Command, type Given } from './command.ts';
import { nearest } from '../reports/definitions/suggest.ts';

/** The verb that the line begins with and the words after it; throws a UsageError for an unknown one. */
export function findCommand(
  args: readonly string[],
  commands: readonly Command[],
): { command: Command; rest: string[] } {
  const byLength = [...commands].sort((a, b) => b.name.length - a.name.length);
  for (const command of byLength) {
    const words = command.name.split(' ');
    if (words.every((word, i) => args[i] === word)) return { command, rest: args.slice(words.length) };
  }
  const typed = args.filter((word) => !word.startsWith('-'));
  const group = commands.filter((command) => command.name.startsWith(`${typed[0]} `)).map(({ name }) => name);
  const meant = typed.length === 1 && group.length > 0 ? group[0]! : typed.slice(0, 2).join(' ');
  const names = commands.map(({ name }) => name);
  const near = group.includes(meant)
    ? group.join(' or ')
    : (nearest(meant, names) ?? nearest(typed[0] ?? '', names));
  throw new UsageError(
    `There is no verb "${typed.slice(0, 2).join(' ')}".`,
    near === null ? 'See "casehouse --help".' : `Did you mean ${near}? See "casehouse --help".`,
  );
}

/** The verbs of which the line names only the common first word and asks for help; empty for any other line. */
export function askedGroup(args: readonly string[], commands: readonly Command[]): Command[] {
  const typed = args.filter((word) => !word.startsWith('-'));
  if (typed.length !== 1 || !args.includes('--help')) return [];
  return commands.filter(({ name }) => name.startsWith(`${typed[0]} `));
}

/** Options and words of one verb; throws a UsageError for what it does not know, lacks or has too much of. */
export function parseCall(command: Command, args: readonly string[]): { words: string[]; given: Given } {
  const known = { ...COMMON, ...command.options };
  const options = Object.fromEntries(
    Object.entries(known).map(([name, option]) => [
      name,
      { type: option.value === null ? 'boolean' : 'string' } as const,
    ]),
  );
  const { tokens } = parseArgs({
    args: [...args],
    options,
    strict: false,
    tokens: true,
    allowPositionals: true,
  });
  const help = `See "casehouse ${command.name} --help".`;
  const values = new Map<string, string[]>();
  const words: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option') continue;
    const option = known[token.name];
    if (option === undefined) throw unknownOption(token.rawName, Object.keys(known), help);
    if (option.value === null && token.value !== undefined)
      throw new UsageError(`${token.rawName} takes no value.`, help);
    if (option.value !== null && (token.value === undefined || token.value === '')) {
      throw new UsageError(`${token.rawName} needs a value (${option.value}).`, help);
    }
    if (values.has(token.name) && option.many !== true && option.value !== null) {
      throw new UsageError(`${token.rawName} may be given once only.`, help);
    }
    values.set(token.name, [...(values.get(token.name) ?? []), token.value ?? 'true']);
  }
  const read = given(values, help);
  if (!values.has('help')) {
    checkWords(command, words, help);
    for (const [name, option] of Object.entries(known)) if (option.required === true) read.required(name);
  }
  return { words, given: read };
}

function checkWords(command: Command, words: readonly string[], help: string): void {
  const missing = command.words[words.length];
  if (missing !== undefined && !missing.startsWith('['))
    throw new UsageError(`"casehouse ${command.name}" needs ${missing}.`, help);
  const extra = words[command.words.length];
  if (extra !== undefined)
    throw new UsageError(`"casehouse ${command.name}" has no use for "${extra}".`, help);
}

function unknownOption(typed: string, known: readonly string[], help: string): UsageError {
  const near = nearest(typed.replace(/^-+/, ''), known);
  return new UsageError(
    `There is no option ${typed}.`,
    near === null ? help : `Did you mean --${near}? ${help}`,
  );
}

function given(values: ReadonlyMap<string, readonly string[]>, help: string): Given {
  const text = (option: string) => values.get(option)?.[0] ?? null;
  return {
    text,
    required(option) {
      const value = text(option);
      if (value === null) throw new UsageError(`--${option} is missing.`, help);
      return value;
    },
    whole(option) {
      const value = text(option);
      if (value === null) return null;
      if (!/^\d{1,9}$/.test(value))
        throw new UsageError(`--${option} is "${value}", not a whole number.`, help);
      return Number(value);
    },
    all: (option) => values.get(option) ?? [],
    flag: (option) => values.has(option),
  };
}
