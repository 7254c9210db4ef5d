import { withText, writeWhole } from './file.ts';
import { checkedRows, type Source } from './source.ts';
import { seal } from './stamp.ts';
import { MEANINGS } from './words.ts';

/** What the first key of our JSON says, so that a reader knows the shape. */
export const JSON_FORMAT = 'casehouse-result@1';

/** Writes one JSON object, its rows one a line: arrays in column order, symbols as `{"symbol":"c"}`. */
export async function writeJson(source: Source, file: string): Promise<void> {
  const { rows: _, ...about } = source;
  const { c, x, z, low, u } = MEANINGS;
  const head = {
    format: JSON_FORMAT,
    ...about,
    seal: seal(source.title, source.columns, source.stamp),
    symbols: { c, x, z, low, u },
  };
  await writeWhole(file, (part) =>
    withText(part, async (out) => {
      await out.add(`${JSON.stringify(head, null, 2).slice(0, -2)},\n  "rows": [`);
      let between = '\n    ';
      for await (const row of checkedRows(source)) {
        await out.add(between + JSON.stringify(row));
        between = ',\n    ';
      }
      await out.add('\n  ]\n}\n');
    }),
  );
}
