import type { Command } from '../command.ts';
import { openStore } from '../store.ts';

const MOST_SHOWN = 10;

export const importNccisCommand: Command = {
  name: 'import nccis',
  summary: "load another client database's NCCIS return into the case store",
  words: ['FILE'],
  options: {},
  async run({ words, settings, io }) {
    const { pool } = await openStore(settings, io, { migrate: false });
    const { importNccis } = await import('../../operational/imports/nccis.ts');
    const done = await importNccis({ pool, file: words[0]!, clock: io.clock, onStep: io.progress });
    const left = [
      ...done.rejections.map((r) => `  line ${r.line}: left out. ${r.reasons.join(' ')}`),
      ...done.queries.map((q) => `  line ${q.line}, ${q.record}: waits for a decision. ${q.reason}`),
    ];
    const counts = `${done.read} read: ${done.applied} applied, ${done.unchanged} unchanged, ${done.queried} to decide, ${done.rejected} left out.`;
    const more =
      left.length > MOST_SHOWN ? [`  and ${left.length - MOST_SHOWN} more; --json lists them`] : [];
    io.answer(
      done,
      [`${done.file}, period to ${done.periodEnd}. ${counts}`, ...left.slice(0, MOST_SHOWN), ...more].join(
        '\n',
      ),
    );
    return 0;
  },
};
