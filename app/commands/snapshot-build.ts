import type { Command } from '../command.ts';
import { moment } from '../moment.ts';
import { snapshotLine } from '../snapshot-line.ts';

export const snapshotBuildCommand: Command = {
  name: 'snapshot build',
  summary: 'build a snapshot as things were known at a moment',
  words: [],
  options: {
    'known-at': {
      value: 'TIME',
      doc: '2026-11-20T02:10:00Z, or a day for its end in London',
      required: true,
    },
  },
  async run({ given, settings, io }) {
    const knownAt = moment(given.required('known-at'), '--known-at');
    const { snapshotAt } = await import('../../warehouse/nightly.ts');
    const onStep = (step: string) => io.progress(step);
    const manifest = await snapshotAt(settings.dataDir, knownAt, { clock: io.clock, onStep });
    io.answer(manifest, `Ready: ${snapshotLine(manifest)}`);
    return 0;
  },
};
