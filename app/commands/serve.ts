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
    // the web's modules are read while the database starts
    const [store] = await Promise.all([openStore(chosen, io, { migrate: false }), import('../server.ts')]);
    return serveUntilStopped(chosen, store, io, (url) => io.answer({ url }, `Casehouse is at ${url}`));
  },
};
