import { withForbidden } from '../render/markup.ts';
import { joinProperties, type Printing, type Property } from '../render/properties.ts';
import { FORMAT } from '../render/seal.ts';
import { readStamp, stampFieldKey } from '../render/stamp.ts';
import type { Stamp } from '../result.ts';
import { z } from 'zod';
import { damaged, notAResult } from './damaged.ts';
import { readColumns, readWords, type ResultFile } from './file.ts';
import type { Line } from './lines.ts';
import { readMarkup } from './markup.ts';

/** What an Office document says of itself: in its table for people and in its properties for machines. */
export interface About {
  stamp: Stamp;
  seal: string;
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
  const pairs = [...properties].filter(([key]) => !['seal', 'format', 'text'].includes(key));
  const shown = new Map(table.map(([label = '', value = '']) => [stampFieldKey(label), value]));
  if (pairs.length === 0 && shown.size === 0) throw notAResult('it carries no stamp');
  const seal = shown.get('seal') ?? '';
  shown.delete('seal');
  const stamp = readStamp(
    [...shown].flatMap(([key, value]) => (key === null ? [] : [[key, value] as const])),
  );
  if (stamp === null) throw damaged('the table that says where its figures come from is not complete');
  const differs =
    seal !== properties.get('seal') ||
    pairs.length !== shown.size ||
    pairs.some(([key, value]) => shown.get(key) !== value);
  const doubts = differs ? ['What the file says of its figures differs from its document properties.'] : [];
  return { stamp, seal, doubts };
}

type Text = Pick<
  ResultFile,
  'title' | 'definition' | 'notes' | 'sources' | 'chart' | 'breaks' | 'columns' | 'printing'
>;

/** All that an Office document says in words, out of its properties. Throws `CasehouseError` when it is not there. */
export function readDocumentText(properties: ReadonlyMap<string, string>): Text {
  if (!properties.has('format')) throw damaged('its document properties are gone');
  if (properties.get('format') !== FORMAT) {
    throw notAResult('its document properties are not those of this edition of Casehouse');
  }
  const value = parsed(properties.get('text') ?? '');
  const printing = z
    .object({ sheetRows: z.number(), streamed: z.boolean(), picture: z.string().nullable() })
    .safeParse(value.printing);
  if (!printing.success) throw damaged('its document properties are not complete', printing.error);
  return {
    ...readWords(value),
    columns: readColumns(value.columns),
    printing: printing.data satisfies Printing,
  };
}

function parsed(text: string): Record<string, unknown> {
  try {
    return { ...(JSON.parse(text) as Record<string, unknown>) };
  } catch (cause) {
    throw damaged('its document properties are broken', cause);
  }
}

const CORE: Readonly<Record<string, string>> = {
  title: 'Title',
  subject: 'Subject',
  creator: 'Author',
  keywords: 'Keywords',
  created: 'Created',
  language: 'Language',
};

/** The document properties that a program keeps when it only opens and saves a file. */
export async function coreLines(xml: string): Promise<Line[]> {
  const lines: Line[] = [];
  let text = '';
  if (xml === '') return lines;
  await readMarkup(xml, {
    open: () => {
      text = '';
    },
    text: (piece) => {
      text += piece;
    },
    close(name) {
      const label = CORE[name.replace(/^.*:/, '')];
      if (label === undefined) return;
      const value = withForbidden(text);
      lines.push({
        where: `Property ${label}`,
        text: label === 'Created' ? value.replace(/\.\d+Z$/, 'Z') : value,
      });
    },
  });
  return lines.sort((a, b) => (a.where < b.where ? -1 : 1));
}
