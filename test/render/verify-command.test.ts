import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { casehouse } from '../support/cli.ts';
import { handMadeSnapshot, person } from '../support/marts.ts';
import { editPart } from './zip.ts';

const MONTH = '2026-01-31';
const made: { dataDir: string; drop(): Promise<void> }[] = [];
let folder = '';

const snapshot = (neet: number) =>
  handMadeSnapshot({
    months: [MONTH, MONTH],
    tables: {
      person_month: [
        { ...person(MONTH, 'EET'), copies: 95 },
        { ...person(MONTH, 'NEET'), copies: neet },
      ],
    },
  });
const run = (args: string[], of = 0) => casehouse(args, { CASEHOUSE_DATA: made[of]!.dataDir });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casehouse-verify-command-'));
  for (const neet of [5, 9]) made.push(await snapshot(neet));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  for (const each of made) await each.drop();
});

describe('casehouse verify', () => {
  it.each(['csv', 'json', 'xlsx', 'docx', 'xml'])(
    '%s: status 0 for a file as it was written',
    async (kind) => {
      const file = join(folder, `report.${kind}`);
      expect((await run(['report', 'run', 'neet-by-month', '--out', file])).stderr).not.toContain('Error');
      const verdict = await run(['verify', file]);
      expect(verdict.stdout).toContain('The file is as Casehouse wrote it');
      expect(verdict.status).toBe(0);
    },
    60_000,
  );

  it('status 1 for words that were altered, and names them', async () => {
    const file = join(folder, 'altered.docx');
    await run(['report', 'run', 'neet-by-month', '--out', file]);
    await editPart(file, 'word/document.xml', (text) =>
      text.replace('Data as at 31 January', 'Data as at 28 February'),
    );
    const verdict = await run(['verify', file]);
    expect(verdict.stdout).toContain('The file was altered');
    expect(verdict.stdout).toContain('28 February');
    expect(verdict.status).toBe(1);
  }, 60_000);

  it('status 1 when the report gives something else now', async () => {
    const file = join(folder, 'other.json');
    await run(['report', 'run', 'neet-by-month', '--out', file]);
    expect(await readFile(file, 'utf8')).toContain('Wulfrun Metropolitan Borough');
    const verdict = await run(['verify', file], 1);
    expect(verdict.stdout).toContain('gives something else now');
    expect(verdict.status).toBe(1);
  }, 60_000);

  it('status 1, and one sentence, for a file that is none of ours', async () => {
    const file = join(folder, 'letter.json');
    await writeFile(file, '{"dear": "all"}');
    const verdict = await run(['verify', file]);
    expect(verdict.status).toBe(1);
    expect(verdict.stderr.trim().split('\n')).toHaveLength(1);
    expect(verdict.stderr).toContain('not a file that Casehouse wrote');
  }, 60_000);
});
