import type { Day } from '../../../base/dates.ts';
import type { Edition } from '../../../nccis/edition.ts';
import type { Values } from '../../../nccis/file/reader.ts';
import type { SnapshotReader } from '../../../warehouse/query.ts';

const OURS = { name: 'Casehouse', version: '0.1.0' };

/** The header of a return: the council's database and those from which people's numbers came, the authorities, and the days. */
export async function returnHeader(
  reader: Pick<SnapshotReader, 'run'>,
  edition: Edition,
  of: { periodEnd: Day; laCodes: string[]; sentOn: Day; supplier?: { name: string; version: string } },
): Promise<Values> {
  const { rows } = await reader.run(
    `select distinct left(value, 3) from core.person_identifier where kind = 'YPID'
     union select database_id from ref.tenant order by 1`,
  );
  const { name, version } = of.supplier ?? OURS;
  return {
    databases: rows.map(([id]) => String(id)),
    source_las: of.laCodes,
    date_of_send: of.sentOn,
    period_end: of.periodEnd,
    supplier_name: name,
    supplier_version: version,
    schema_version: edition.xmlSchemaVersion,
  };
}
