import type pg from 'pg';
import type { Kind } from './kind.ts';
import type { Params } from './params.ts';

/** A file that went out, as it is recorded; `madeAt` is an ISO instant. */
export interface FileOut {
  id: number;
  kind: string;
  title: string;
  /** `DfE`, an authority's three digits or a school's seven. */
  recipient: string;
  params: Record<string, string | number | null>;
  fileName: string;
  sha256: string;
  rows: number;
  agreement: string | null;
  madeAt: string;
  user: number | null;
  columns: string[];
  /** Null when only the record was asked for. */
  content: Buffer | null;
}

const COLUMNS = `id, kind, title, recipient, params - 'columns' as params, params -> 'columns' as columns, file_name as "fileName",
  file_hash as sha256, rows, agreement, to_char(made_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "madeAt", user_id as "user"`;

/** Records a file with its hash and the people in it; `content` is kept only where the kind says so. */
export async function recordFile(
  client: pg.PoolClient,
  file: {
    kind: Kind;
    params: Params;
    tenantId: number;
    user: number | null;
    at: Date;
    recipient: string;
    content: Buffer;
    people: number[];
    rows: number;
    fileName: string;
    hash: string;
    columns: string[];
  },
): Promise<FileOut> {
  const { kind, params } = file;
  const { rows } = await client.query<Omit<FileOut, 'content'>>(
    `insert into file_out (tenant_id, kind, title, recipient, params, file_name, file_hash, rows, agreement, made_at, user_id, content)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning ${COLUMNS}`,
    [
      file.tenantId,
      kind.id,
      kind.title,
      file.recipient,
      { ...askedOf(kind, params), columns: file.columns },
      file.fileName,
      file.hash,
      file.rows,
      params.agreement,
      file.at,
      file.user,
      kind.keeps === null ? null : file.content,
    ],
  );
  const made = rows[0]!;
  await client.query(
    'insert into file_out_person (file_out_id, person_id) select $1, * from unnest($2::bigint[])',
    [made.id, file.people],
  );
  return { ...made, content: file.content };
}

/** What the file was asked for, with its standard values filled in. */
const askedOf = (kind: Kind, p: Params): Record<string, string | number | null> => {
  const all = { season: p.season, la: p.la, to: p.to, from: p.from, as_at: p.asAt, batch: p.batch } as const;
  const wanted = Object.entries(all).filter(([key]) => key === 'la' || kind.asks.includes(key as 'la'));
  return { ...Object.fromEntries(wanted), edition: p.edition.id };
};

/** The kept files of a kind and season: the first that was made for each recipient, or the last, as the kind says. */
export async function keptFiles(
  client: pg.PoolClient,
  kind: Kind,
  params: Params,
  tenantId: number,
): Promise<FileOut[]> {
  const { rows } = await client.query<FileOut>(
    `select distinct on (recipient) ${COLUMNS}, content
     from file_out
     where tenant_id = $1 and kind = $2 and params ->> 'season' = $3 and params ->> 'la' = $4 and content is not null
       and ($5::text is null or recipient = $5)
     order by recipient, id ${kind.keeps === 'first' ? 'asc' : 'desc'}`,
    [tenantId, kind.id, String(params.season), params.la, params.school],
  );
  return rows;
}

/** The files that went out, newest first, without their contents; with the data of one person when the record's number is given. */
export async function listFiles(
  pool: pg.Pool,
  options: { tenantId?: number; ref?: string | null; most?: number } = {},
): Promise<Omit<FileOut, 'content'>[]> {
  const { rows } = await pool.query<Omit<FileOut, 'content'>>(
    `select ${COLUMNS} from file_out f
     where tenant_id = $1
       and ($2::text is null or exists (select 1 from file_out_person o join person p on p.id = o.person_id
         where o.file_out_id = f.id and p.ref = $2 and p.tenant_id = $1))
     order by id desc limit $3`,
    [options.tenantId ?? 1, options.ref ?? null, options.most ?? 200],
  );
  return rows;
}

/** What stands beside a file: what it is, whom it is for, when it was made of what, how many rows, its hash and its columns. */
export function aboutFile(file: Omit<FileOut, 'content'>, kind: Pick<Kind, 'about' | 'bom' | 'dates'>) {
  const { fileName, columns, user, ...rest } = file;
  return {
    file: fileName,
    ...rest,
    about: kind.about.trim(),
    encoding: kind.bom ? 'utf-8 with byte order mark' : 'utf-8',
    dates: kind.dates === 'dmy' ? 'dd/mm/yyyy' : 'yyyy-mm-dd',
    formulaGuard: true,
    columns,
  };
}
