import type pg from 'pg';
import { CasehouseError } from '../../base/errors.ts';
import type { Edition } from '../../nccis/edition.ts';
import { type Override, overridesOf } from './council.ts';
import { type Item, itemsOf } from './items.ts';

/** An edition's facts with what the council holds instead. */
export interface ShownEdition {
  id: string;
  title: string;
  status: string;
  from: string;
  to: string | null;
  items: (Item & { overrides: Override[] })[];
}

/** The facts of one edition of the packs, each with its confidence and the council's own values; an error when there is no such one. */
export async function editionItems(
  pool: pg.Pool,
  packs: readonly Edition[],
  id: string,
  tenantId: number,
): Promise<ShownEdition> {
  const edition = packs.find((e) => e.id === id);
  if (!edition)
    throw new CasehouseError('no-edition', `There is no edition ${id}.`, {
      status: 404,
      next: `Use one of ${packs.map((e) => e.id).join(', ')}.`,
    });
  const own = (await overridesOf(pool, tenantId)).filter((o) => o.edition === id);
  const { title, status, from, to } = edition;
  const items = itemsOf(edition).map((item) => ({
    ...item,
    overrides: own.filter((o) => o.part === item.part && o.key === item.key && o.field === item.field),
  }));
  return { id, title, status, from, to, items };
}
