import { hash } from 'node:crypto';
import { reportId } from '../../base/ids.ts';
import type { Said } from '../render/seal.ts';
import type { FilledPack } from './pack.ts';

/** What a pack says of itself as a whole, in the shape of a result: its stamp is that of its runs, its hash over theirs. */
export function packSaid({ pack, sections }: FilledPack): Said {
  const first = sections[0]!.result.stamp;
  const hashes = sections.map(({ result }) => result.stamp.resultHash);
  return {
    title: pack.subtitle === '' ? pack.title : `${pack.title}: ${pack.subtitle}`,
    definition: `${sections.length} reports on one snapshot.`,
    columns: [],
    notes: [],
    sources: [],
    chart: null,
    stamp: {
      ...first,
      report: reportId(pack.id),
      version: 'pack',
      parameters: {},
      rowCount: sections.reduce((sum, { result }) => sum + result.rows.length, 0),
      resultHash: hash('sha256', JSON.stringify(hashes)),
    },
  };
}
