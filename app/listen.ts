import { type AddressInfo, createServer } from 'node:net';
import { serve } from '@hono/node-server';

export interface Listening {
  /** e.g. `http://127.0.0.1:8080`. */
  url: string;
  /** Stops taking requests, gives running ones a moment, then cuts them. */
  close(): Promise<void>;
}

/** Serves a Hono app; rejects with the system's error when the port is taken or forbidden. */
export function listen(
  app: { fetch(request: Request): Response | Promise<Response> },
  host: string,
  port: number,
): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: host, port });
    server.once('error', reject);
    server.once('listening', () => {
      const address = server.address() as AddressInfo;
      const name = host.includes(':') ? `[${host}]` : host;
      resolve({ url: `http://${name}:${address.port}`, close: () => close(server) });
    });
  });
}

/** Throws the system's error when the web could not listen there; for finding out before long work. */
export const checkPort = (host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(port, host, () => probe.close(() => resolve()));
  });

const PATIENCE_MS = 2_000;

function close(server: ReturnType<typeof serve>): Promise<void> {
  return new Promise((resolve) => {
    const cut = () => 'closeAllConnections' in server && server.closeAllConnections();
    const timer = setTimeout(cut, PATIENCE_MS);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    if ('closeIdleConnections' in server) server.closeIdleConnections();
  });
}
