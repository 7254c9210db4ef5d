/** One printed thing: where it stands and what it says there. */
export interface Line {
  where: string;
  text: string;
}

const NAMED = 5;
const SHOWN = 90;

/** What a file prints beside what Casehouse prints for the same result, as doubts in words; none when they are alike. */
export function lineDoubts(found: readonly Line[], wanted: readonly Line[]): string[] {
  const added = without(found, wanted);
  const gone = without(wanted, found);
  const doubts = added.map((line) => {
    const at = gone.findIndex(({ where }) => where === line.where);
    const before = at < 0 ? undefined : gone.splice(at, 1)[0];
    return before === undefined
      ? `${line.where}: ${shown(line.text)} was added.`
      : `${line.where}: it says ${shown(line.text)}; Casehouse printed ${shown(before.text)}.`;
  });
  doubts.push(...gone.map(({ where, text }) => `${where}: ${shown(text)} is gone.`));
  const rest = doubts.length - NAMED;
  if (rest > 0)
    return [...doubts.slice(0, NAMED), `${rest} more of what it prints is not what Casehouse printed.`];
  if (doubts.length === 0 && found.some((line, i) => key(line) !== key(wanted[i]!))) {
    return ['What it prints stands in another order than Casehouse printed it.'];
  }
  return doubts;
}

const key = ({ where, text }: Line): string => `${where}\u0000${text}`;

const shown = (text: string): string =>
  JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);

/** The lines that the others have not, counting repeats. */
function without(lines: readonly Line[], others: readonly Line[]): Line[] {
  const counts = new Map<string, number>();
  for (const line of others) counts.set(key(line), (counts.get(key(line)) ?? 0) + 1);
  return lines.filter((line) => {
    const left = counts.get(key(line)) ?? 0;
    if (left > 0) counts.set(key(line), left - 1);
    return left === 0;
  });
}

/** A value of JSON as lines, one for each leaf, by its path. */
export function jsonLines(value: unknown, where: string): Line[] {
  if (Array.isArray(value) && value.length > 0) {
    return value.flatMap((each, i) => jsonLines(each, `${where}[${i + 1}]`));
  }
  if (typeof value === 'object' && value !== null && Object.keys(value).length > 0) {
    return Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([name, each]) => jsonLines(each, where === '' ? name : `${where}.${name}`));
  }
  return [{ where, text: typeof value === 'string' ? value : JSON.stringify(value) }];
}
