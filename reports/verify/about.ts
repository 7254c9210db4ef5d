import { withForbidden } from '../render/markup.ts';
import { joinProperties, type Property } from '../render/properties.ts';
import { readStamp, stampFieldKey } from '../render/stamp.ts';
import type { Stamp } from '../result.ts';
import { damaged, notAResult } from './damaged.ts';
import { readMarkup } from './markup.ts';

/** What an Office document says of itself: in its table for people and in its properties for machines. */
export interface About {
  stamp: Stamp;
  seal: string;
  /** The properties by key, with `column.1` … for documents that keep the columns' types there. */
  properties: ReadonlyMap<string, string>;
  doubts: string[];
}

/** The custom properties of an Office document, put together again. */
export async function readProperties(customXml: string): Promise<Map<string, string>> {
  const found: Property[] = [];
  if (customXml !== '') {
    await readMarkup(customXml, {
      open(name, { name: key = '' }) {
        if (name.replace(/^.*:/, '') === 'property') found.push({ name: key, value: '' });
      },
      text(text) {
        const last = found.at(-1);
        if (last !== undefined) last.value += text;
      },
      close: () => undefined,
    });
  }
  return joinProperties(
    found.map(({ name, value }) => ({ name: withForbidden(name), value: withForbidden(value) })),
  );
}

/** Puts the table of the stamp beside the properties; a difference is a doubt. Throws when neither is there. */
export function readAbout(
  table: readonly (readonly string[])[],
  properties: ReadonlyMap<string, string>,
): About {
  const pairs = [...properties].filter(([key]) => key !== 'seal' && !key.startsWith('column.'));
  const shown = new Map(table.map(([label = '', value = '']) => [stampFieldKey(label), value]));
  if (pairs.length === 0 && shown.size === 0) throw notAResult('it carries no stamp');
  const seal = shown.get('seal') ?? '';
  shown.delete('seal');
  const stamp = readStamp(
    [...shown].flatMap(([key, value]) => (key === null ? [] : [[key, value] as const])),
  );
  if (stamp === null) throw damaged('the table that says where its figures come from is not complete');
  const differs =
    pairs.length > 0 &&
    (seal !== properties.get('seal') ||
      pairs.length !== shown.size ||
      pairs.some(([key, value]) => shown.get(key) !== value));
  const doubts = differs ? ['What the file says of its figures differs from its document properties.'] : [];
  return { stamp, seal, properties, doubts };
}
