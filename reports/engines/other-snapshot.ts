import { CasehouseError } from '../../base/errors.ts';

/** The server holds the marts of another snapshot than the one asked for, or none. */
export function otherSnapshot(
  server: string,
  holds: string | null,
  wanted: string,
  verb: string,
): CasehouseError {
  const what = holds === null ? 'holds no marts yet' : `holds snapshot ${holds}`;
  return new CasehouseError('other-snapshot', `${server} ${what}, and this run is on snapshot ${wanted}.`, {
    status: 503,
    next: `Load it there with "casehouse warehouse load ${verb} --url URL --snapshot ${wanted}"${
      holds === null ? '' : `, or run on ${holds}`
    }, or set REPORT_ENGINE=duckdb, which reads any snapshot of this machine.`,
  });
}
