import { port as readPort } from '../../base/settings.ts';
import type { Command } from '../command.ts';
import { openStore } from '../store.ts';
import { serveUntilStopped } from '../web.ts';

export const serveCommand: Command = {
  name: 'serve',
  summary: 'serve the web, and run the nightly load at its time',
  words: [],
  options: { port: { value: 'N', doc: 'port to listen on instead of PORT' } },
  async run({ given, settings, io }) {
    const port = given.text('port');
    const chosen = port === null ? settings : { ...settings, port: readPort(port, '--port') };
    const store = await openStore(chosen, io, { migrate: false });
    return serveUntilStopped(chosen, store, io, (url) => io.answer({ url }, `Casehouse is at ${url}`));
  },
};
