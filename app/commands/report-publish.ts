import type { Command } from '../command.ts';
import { FOLDER, reportFolder } from '../report-options.ts';

const MOST = 3;

export const reportPublishCommand: Command = {
  name: 'report publish',
  summary: 'measure a draft against the version before and write it into the ledger for good',
  words: ['ID', 'VERSION'],
  options: {
    snapshot: { value: 'ID', doc: `snapshot to measure on (default: the newest ${MOST})`, many: true },
    ...FOLDER,
  },
  async run({ words, given, settings, io }) {
    const [{ publishVersion }, { openDatasets }] = await Promise.all([
      import('../../reports/versions/publish.ts'),
      import('../../reports/versions/datasets.ts'),
    ]);
    const [id, version] = words as [string, string];
    const datasets = await openDatasets(settings.dataDir, given.all('snapshot'), MOST);
    try {
      const done = await publishVersion(await reportFolder(given), id, version, datasets);
      const measured =
        done.measurement === null
          ? ''
          : ` It is a ${done.measurement.class} change after ${done.before}, measured by ${done.measurement.runs} runs of each on ${done.datasets.join(', ')}.`;
      io.answer(done, `${id} ${version} is published; its file never changes again.${measured}`);
      return 0;
    } finally {
      for (const data of datasets) data.close();
    }
  },
};
