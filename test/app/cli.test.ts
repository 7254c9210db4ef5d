import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { CasehouseError } from '../../base/errors.ts';
import { ROOT } from '../../base/settings.ts';
import { failureOf } from '../../app/failure.ts';
import { COMMANDS } from '../../app/commands.ts';
import { loadCatalogue } from '../../reports/catalogue.ts';
import { casehouse } from '../support/cli.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'casehouse-cli-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

/** The verbs that a row of the manual speaks of: its words up to the first argument, each alternative by itself. */
function verbsOf(row: string): string[] {
  const words = row.replaceAll('\\|', '|').split(' ');
  const end = words.findIndex((word) => !/^[a-z][a-z|-]*$/.test(word));
  const [group, verbs] = words.slice(0, end === -1 ? words.length : end);
  return verbs === undefined ? [group!] : verbs.split('|').map((verb) => `${group} ${verb}`);
}

const stack = /\n\s+at /;

describe.concurrent('the command line', () => {
  test('has the verbs of the manual and no other', () => {
    // `casehouse user add|list` in the README's tables speaks of two verbs
    const rows = [...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/^\| `casehouse ([^`]+)`/gm)];
    const inManual = rows.flatMap(([, row]) => verbsOf(row!));
    expect([...new Set(inManual)].sort()).toEqual(COMMANDS.map(({ name }) => name).sort());
  });

  test.each(COMMANDS.map(({ name }) => name))(
    '%s --help says what it does and needs no database',
    async (name) => {
      const command = COMMANDS.find((one) => one.name === name)!;
      const { status, stdout, stderr } = await casehouse([...name.split(' '), '--help'], {
        CASEHOUSE_DATA: '/proc/none',
      });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toContain(`casehouse ${[name, ...command.words].join(' ')}`);
      for (const option of Object.keys(command.options)) expect(stdout).toContain(`--${option}`);
    },
  );

  test.each([
    ...new Set(
      COMMANDS.map(({ name }) => name.split(' '))
        .filter((words) => words.length > 1)
        .map(([word]) => word!),
    ),
  ])('%s --help lists its verbs and no other', async (word) => {
    const { status, stdout, stderr } = await casehouse([word, '--help']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const listed = [...stdout.matchAll(/^ {2}casehouse (\w+ \w+) {2}/gm)].map(([, name]) => name);
    expect(listed).toEqual(COMMANDS.map(({ name }) => name).filter((name) => name.startsWith(`${word} `)));
  });

  test('an option that must be given stands without brackets, and its lack is wrong usage', async () => {
    const { stdout } = await casehouse(['return', 'nccis', '--help']);
    expect(stdout).toContain(
      'casehouse return nccis [--period YYYY-MM] [--again ID] [--la CODE …] --out FILE\n',
    );
    const lacking = await casehouse(['return', 'nccis', '--period', '2026-10']);
    expect(lacking).toMatchObject({ status: 2, stderr: expect.stringContaining('--out is missing.') });
  });

  test('report list says what a parameter can be', async () => {
    const { stdout } = await casehouse(['report', 'list']);
    const choices = (await loadCatalogue())
      .reports()
      .flatMap(({ params }) => params.filter((p) => p.type === 'choice'));
    expect(choices.length).toBeGreaterThan(0);
    for (const { name, options } of choices)
      expect(stdout).toContain(`--param ${name}=${Object.keys(options!).join('|')}`);
  });

  test('--help lists every verb, --version its number', async () => {
    const help = await casehouse(['--help']);
    for (const { name, summary } of COMMANDS)
      expect(help.stdout).toMatch(new RegExp(`casehouse ${name} +${summary.slice(0, 20)}`));
    const version = await casehouse(['--version']);
    expect(version).toEqual({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), stderr: '' });
  });

  test.each([
    [['nightyl'], 'Did you mean nightly?'],
    [['report'], 'report list or report run'],
    [['init', '--demmo'], 'Did you mean --demo?'],
    [['init', '--people'], '--people needs a value (N).'],
    [['init', '--demo=yes'], '--demo takes no value.'],
    [['init', '--people', '12'], '--people and --seed make sense with --demo only.'],
    [['init', '--demo', '--people', 'many'], '--people is "many", not a whole number.'],
    [['init', '--council', 'Testshire'], '--council makes sense with --admin only.'],
    [['init', '--admin', 'a@b.example', '--name', 'A', '--la', '336'], '--council and --la belong together.'],
    [
      ['init', '--admin', 'a@b.example', '--name', 'A', '--council', 'T', '--la', '33'],
      '--la is "33", not a number of three digits.',
    ],
    [['init', '--demo', '--admin', 'a@b.example', '--name', 'A'], '--admin and --demo exclude each other.'],
    [['user', 'add', 'a@b.example', '--name', 'A', '--role', 'manger'], 'Did you mean manager?'],
    [['user', 'add', 'a@b.example', '--name', 'A'], '--role is missing.'],
    [['init', 'here'], 'has no use for "here"'],
    [['report', 'run'], '"casehouse report run" needs ID.'],
    [['report', 'run', 'x', '--param', 'oops'], 'Write it as name=value.'],
    [['report', 'run', 'x', '--format', 'xslx'], 'Did you mean xlsx?'],
    [['report', 'run', 'x', '--snapshot', 'a', '--known-at', '2026-01-01'], 'exclude each other'],
    [['report', 'run', 'x', '--snapshot', 'a', '--snapshot', 'b'], 'once only'],
    [['snapshot', 'build', '--known-at', '2026-11-20T02:10:00'], 'not a day or a moment with its zone'],
    [['snapshot', 'build'], '--known-at is missing.'],
    [['return', 'nccis', '--period', '2026-13', '--out', 'x.xml'], '"2026-13", not a month'],
  ])('wrong usage %j ends with 2 and says what was meant', async (args, sentence) => {
    const { status, stdout, stderr } = await casehouse(args, { CASEHOUSE_DATA: dataDir });
    expect(stderr).toContain(sentence);
    expect(stderr).not.toMatch(stack);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });

  test.each([
    ['PORT', 'http', 'PORT is "http", which is not a port number.'],
    ['PORT', '70000', 'not a port number'],
    ['CASEHOUSE_NIGHTLY', 'at two', 'not a time table'],
    ['CASEHOUSE_NIGHTLY', '61 2 * * *', 'not a time table'],
    ['DATABASE_URL', 'mysql://user:secret@host/x', 'DATABASE_URL is not an address of Postgres.'],
  ])('a wrong %s (%s) is one sentence', async (name, value, sentence) => {
    const { status, stderr } = await casehouse(['settings'], { [name]: value });
    expect(stderr).toContain(sentence);
    expect(stderr).not.toContain('secret');
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(status).toBe(1);
  });

  test('a failure is JSON for machines, and shows its stack only when asked to', async () => {
    const machine = await casehouse(['report', 'run', 'x', '--format', 'nothing', '--json']);
    expect(JSON.parse(machine.stdout)).toEqual({
      error: { code: 'usage', message: 'There is no format "nothing".', next: expect.any(String) },
    });
    expect(machine).toMatchObject({ status: 2, stderr: '' });
    const debug = await casehouse(['nightyl'], { CASEHOUSE_DEBUG: '1' });
    expect(debug.stderr).toMatch(stack);
  });

  test.each(['report-unknown', 'version-unknown', 'parameter-unknown', 'parameter-invalid'])(
    'what was named wrongly (%s) is wrong usage, any other refusal a failure',
    (code) => {
      const refusal = (known: string) => failureOf(new CasehouseError(known, 'Oh.', { next: 'Do.' })).status;
      expect([refusal(code), refusal('snapshot-unknown')]).toEqual([2, 1]);
    },
  );

  test('report new makes no skeleton of a report whose versions lie in another folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'casehouse-reports-'));
    try {
      const refused = await casehouse(['report', 'new', 'neet-by-month', '--folder', folder]);
      expect(refused).toMatchObject({ status: 1, stdout: '' });
      expect(refused.stderr).toContain(`${folder} holds no version of neet-by-month`);
      expect(readdirSync(folder)).toEqual([]);
      const fresh = await casehouse(['report', 'new', 'our-own', '--folder', folder]);
      expect([fresh.status, readdirSync(folder)]).toEqual([0, ['our-own']]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('an unknown snapshot or report is one sentence that says what to do', async () => {
    const env = { CASEHOUSE_DATA: dataDir };
    const noReport = await casehouse(['report', 'run', 'neet-by-mouth'], env);
    expect(noReport.stderr.trim().split('\n')).toHaveLength(1);
    expect(noReport.stderr).toContain('There is no report "neet-by-mouth". Did you mean "neet-by-month"?');
    const noSnapshot = await casehouse(
      ['report', 'run', 'neet-by-month', '--snapshot', '20200101-000000'],
      env,
    );
    expect(noSnapshot.stderr).toContain('20200101-000000');
    expect(noSnapshot.stderr.trim().split('\n')).toHaveLength(1);
    expect([noReport.status, noSnapshot.status]).toEqual([2, 1]);
  });
});
