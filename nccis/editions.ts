import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { addDays, type Day } from '../base/dates.ts';
import { CasehouseError } from '../base/errors.ts';
import { demandWhole } from './references.ts';
import { demandSense } from './sense.ts';
import type { Code, Edition } from './edition.ts';
import { type Pack, readPack } from './pack.ts';
import { packFault } from './table.ts';

const home = resolve(import.meta.dirname, '../sql');

/**
 * Every edition of the requirement, oldest first, with what a pack inherits filled in and all references checked.
 * `root` is the folder that holds reference/<edition>/ and returns/nccis/<edition>/. A fault names the pack's file and line.
 */
export function loadEditions(root: string = home): Edition[] {
  const reference = join(root, 'reference');
  const ids = readdirSync(reference).filter((name) => /^\d{4}-\d{2}/.test(name));
  const packs = new Map(ids.map((id) => [id, readPack(root, id)]));
  const built = new Map<string, Pack>();
  const build = (id: string, children: string[]): Pack => {
    const done = built.get(id);
    if (done) return done;
    const pack = packs.get(id)!;
    const above = pack.extends;
    if (above !== null && (!packs.has(above) || children.includes(above))) {
      const fault = packs.has(above)
        ? 'extends itself by way of others'
        : `extends ${above}, which does not exist`;
      throw packFault(pack.file, 1, `edition ${id} ${fault}`);
    }
    const whole = pack.over(above === null ? null : build(above, [...children, id]));
    built.set(id, whole);
    return whole;
  };
  const whole = [...packs.keys()]
    .map((id) => build(id, []))
    .sort((a, b) => (a.head.from < b.head.from ? -1 : 1));
  return withDates(whole).map((pack) => {
    demandWhole(pack);
    demandSense(pack);
    return pack.edition();
  });
}

let shipped: readonly Edition[] | null = null;

/** The editions that come with the product, read once a process: the packs are part of the program. */
export function shippedEditions(): readonly Edition[] {
  shipped ??= loadEditions();
  return shipped;
}

/** An edition holds until the day before the next; one that names its last day must leave neither gap nor overlap. */
function withDates(packs: Pack[]): Pack[] {
  packs.forEach((pack, i) => {
    const next = packs[i + 1];
    const last = next ? addDays(next.head.from, -1) : null;
    if (last !== null && last < pack.head.from) {
      throw packFault(pack.file, pack.lineOf('from'), `begins on the same day as edition ${next!.head.id}`);
    }
    if (pack.head.to !== null && last !== null && pack.head.to !== last) {
      const fault = pack.head.to < last ? 'a gap' : 'an overlap';
      throw packFault(
        pack.file,
        pack.lineOf('to'),
        `ends on ${pack.head.to} and edition ${next!.head.id} begins on ${next!.head.from}: ${fault}`,
      );
    }
    pack.head.to ??= last;
  });
  return packs;
}

/** The edition in force on a day; an error when there is none. */
export function editionOn(editions: readonly Edition[], day: Day): Edition {
  const found = editions.find((e) => e.from <= day && (e.to === null || day <= e.to));
  if (found) return found;
  throw new CasehouseError('no-edition', `No edition of the NCCIS requirement is held for ${day}.`, {
    next: `Give a day from ${editions[0]?.from ?? 'a loaded edition'} on, or add an edition pack.`,
  });
}

/** Whether a code of a list may stand in a return on a day. */
export const isReturned = (code: Code, day: Day): boolean =>
  code.use === 'return' && (code.validFrom ?? day) <= day && day <= (code.validTo ?? day);
