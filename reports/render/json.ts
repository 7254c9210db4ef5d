import { withText, writeWhole } from './file.ts';
import { checkedRows, type Source } from './source.ts';
import { FORMAT, type Said, saidOf, seal, symbolMeanings } from './seal.ts';

/** Writes one JSON object, its rows one a line: arrays in column order, symbols as `{"symbol":"c"}`. */
export async function writeJson(source: Source, file: string): Promise<void> {
  const head = jsonHead(source);
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

/** Everything but the rows, as one object. */
export const jsonHead = (said: Said) => ({
  format: FORMAT,
  ...saidOf(said),
  seal: seal(said),
  symbols: symbolMeanings(),
});
