// A real ClickHouse (chdb, in this process) behind as much of ClickHouse's HTTP interface as Casehouse speaks: a statement in the
// body or in `query`, `param_…`, settings, a body of rows for an INSERT, user and password in headers. Run with a folder for its
// data; prints its port. For tests only.
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Session } from 'chdb';

const [folder, user = '', key = ''] = process.argv.slice(2);
const session = new Session(join(folder, 'db'));
const incoming = mkdtempSync(join(folder, 'in-'));
let count = 0;

const server = createServer(async (request, response) => {
  const file = join(incoming, String(++count));
  try {
    if (
      user !== '' &&
      (request.headers['x-clickhouse-user'] !== user || request.headers['x-clickhouse-key'] !== key)
    ) {
      response.writeHead(403).end('Code: 516. DB::Exception: Authentication failed. (AUTHENTICATION_FAILED)');
      return;
    }
    const search = new URL(request.url, 'http://local').searchParams;
    const settings = [];
    const params = {};
    for (const [name, value] of search) {
      if (name.startsWith('param_')) params[name.slice(6)] = value === '\\N' ? null : unescaped(value);
      else if (!['query', 'default_format', 'database'].includes(name)) settings.push([name, value]);
    }
    for (const [name, value] of settings) session.query(`set ${name} = '${value.replaceAll("'", "\\'")}'`);
    let sql = search.get('query');
    if (sql === null) sql = await body(request);
    else {
      await pipeline(request, createWriteStream(file));
      const insert = /^(insert into .*) format (\w+)$/is.exec(sql);
      if (insert !== null) sql = `${insert[1]} select * from file('${file}', ${insert[2]})`;
    }
    const format = search.get('default_format') ?? 'TabSeparated';
    const answer =
      Object.keys(params).length > 0 ? session.queryBind(sql, params, format) : session.query(sql, format);
    for (const [name] of settings) session.query(`set ${name} = default`);
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(answer);
  } catch (error) {
    response.writeHead(500).end(String(error.message));
  } finally {
    rmSync(file, { force: true });
  }
});

const unescaped = (text) => text.replace(/\\(.)/g, (_, c) => ({ t: '\t', n: '\n', r: '\r' })[c] ?? c);

async function body(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
// ends with whoever started it
process.stdin.resume().on('end', () => process.exit(0));
