import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LIMITS } from '../../operational/access/limits.ts';
import { Browser, PASSWORD, type TestWeb, testWeb } from './web.ts';

let web: TestWeb;
beforeAll(async () => {
  web = await testWeb(['manager', 'analyst', 'tracker', 'caseworker']);
});
afterAll(() => web.stop());

const minutes = (n: number) => {
  web.now = new Date(web.now.getTime() + n * 60_000);
};

describe('sign-in', () => {
  test('000.8.13 the right password opens a session by a cookie that scripts and other sites cannot use', async () => {
    const browser = web.anonymous();
    const answer = await browser.signIn('manager@test.example');
    expect(answer.status).toBe(303);
    expect(answer.headers.get('set-cookie')).toMatch(
      /^casehouse_session=[\w-]{43};.*HttpOnly; SameSite=Lax$/,
    );
    expect((await browser.get('/api/people')).status).toBe(200);
  });

  test('over https the cookie is Secure', async () => {
    const answer = await web
      .anonymous()
      .form(
        '/sign-in',
        { email: 'manager@test.example', password: PASSWORD },
        { 'x-forwarded-proto': 'https' },
      );
    expect(answer.headers.get('set-cookie')).toContain('; Secure');
  });

  test('the email address is known in any case; the password is not', async () => {
    expect((await web.anonymous().signIn(' Manager@TEST.example')).status).toBe(303);
    expect((await web.anonymous().signIn('manager@test.example', PASSWORD.toUpperCase())).status).toBe(401);
  });

  test('only a hash of the cookie is stored', async () => {
    const browser = await web.as('manager');
    const token = browser.cookie!.split('=')[1]!;
    const { rows } = await web.database.pool.query<{ hash: Buffer }>(
      'select token_hash as hash from app_session',
    );
    expect(rows.length).toBeGreaterThan(0);
    for (const { hash } of rows) {
      expect(hash).toHaveLength(32);
      expect(hash.toString('base64url')).not.toBe(token);
    }
  });

  test('a wrong password, an unknown address and a closed account are told apart neither by words nor by time', async () => {
    await web.database.pool.query(
      "update app_user set active = false where email = 'caseworker@test.example'",
    );
    const tell = async (email: string) => {
      const began = performance.now();
      const answer = await web.anonymous().signIn(email, 'not the password');
      return {
        took: performance.now() - began,
        status: answer.status,
        text: answer.text.replaceAll(email, '…'),
      };
    };
    const wrong = await tell('analyst@test.example');
    const unknown = await tell('nobody@test.example');
    const closed = await tell('caseworker@test.example');
    expect(wrong.status).toBe(401);
    expect(unknown).toMatchObject({ status: 401, text: wrong.text });
    expect(closed).toMatchObject({ status: 401, text: wrong.text });
    for (const { took } of [wrong, unknown, closed])
      expect(took).toBeGreaterThanOrEqual(LIMITS.refusalMilliseconds - 5);
    expect(Math.abs(wrong.took - unknown.took)).toBeLessThan(100);
  });

  test('the page names the problem, begins its title with Error and keeps the address, never the password', async () => {
    const answer = await web.anonymous().signIn('analyst@test.example', 'not-the-password');
    expect(answer.text).toContain('<title>Error: Sign in');
    expect(answer.text).toContain('There is a problem');
    expect(answer.text).toContain('value="analyst@test.example"');
    expect(answer.text).not.toContain('not-the-password');
    const empty = await web.anonymous().signIn('', '');
    expect(empty.status).toBe(400);
    expect(empty.text).toContain('Enter your email address');
    expect(empty.text).toContain('Enter your password');
  });

  test('after five wrong passwords even the right one waits, and the wait ends by itself', async () => {
    for (let n = 0; n < LIMITS.triesBeforeDelay; n++)
      await web.anonymous().signIn('tracker@test.example', 'wrong');
    const waiting = await web.anonymous().signIn('tracker@test.example');
    expect(waiting.status).toBe(401);
    minutes(LIMITS.firstDelaySeconds / 60);
    expect((await web.anonymous().signIn('tracker@test.example')).status).toBe(303);
    const { rows } = await web.database.pool.query(
      "select failed_sign_ins, locked_until from app_user where email = 'tracker@test.example'",
    );
    expect(rows).toEqual([{ failed_sign_ins: 0, locked_until: null }]);
  });

  test('many tries at once do not slip past the limit', async () => {
    const tries = Array.from({ length: 12 }, () => web.anonymous().signIn('tracker@test.example', 'wrong'));
    await Promise.all(tries);
    const { rows } = await web.database.pool.query(
      "select failed_sign_ins as n from app_user where email = 'tracker@test.example'",
    );
    expect(rows[0].n).toBe(LIMITS.triesBeforeDelay);
  });

  test('signing in leads back to the page that asked, never to another site', async () => {
    const asked = await web.anonymous().get('/reports/neet-by-month?from=2025-01');
    expect(asked.headers.get('location')).toBe(
      `/sign-in?next=${encodeURIComponent('/reports/neet-by-month?from=2025-01')}`,
    );
    const sent = { email: 'manager@test.example', password: PASSWORD };
    const back = await web.anonymous().form('/sign-in', { ...sent, next: '/reports' });
    expect(back.headers.get('location')).toBe('/reports');
    for (const next of [
      'https://elsewhere.example/',
      '//elsewhere.example',
      '/\\elsewhere.example',
      'javascript:alert(1)',
    ]) {
      const answer = await web.anonymous().form('/sign-in', { ...sent, next });
      expect(answer.headers.get('location')).toBe('/');
    }
  });
});

describe('the demonstration', () => {
  test('only there are its users offered, and choosing one fills the form', async () => {
    const { pool } = web.database;
    await pool.query(
      "insert into app_user (tenant_id, name, email, role) values (1, 'Demo', 'manager@demo.example', 'manager')",
    );
    expect((await web.anonymous().get('/sign-in')).text).not.toContain('demo.example');
    await pool.query('update tenant set demo = true');
    const { text } = await web.anonymous().get('/sign-in?next=/reports');
    expect(text).toContain('manager@demo.example');
    const link = /href="(\/sign-in\?as=manager[^"]*)"/.exec(text)![1]!.replaceAll('&amp;', '&');
    const filled = await web.anonymous().get(link);
    expect(filled.text).toContain('value="manager@demo.example"');
    expect(filled.text).toContain('name="next" value="/reports"');
    await pool.query('update tenant set demo = false');
  });

  test('what an address puts into the form is text, never markup', async () => {
    const { text } = await web
      .anonymous()
      .get(`/sign-in?as=${encodeURIComponent('"><script>alert(1)</script>')}`);
    expect(text).not.toContain('<script>alert');
  });
});

describe('sessions', () => {
  test('a session that nobody uses ends', async () => {
    const browser = await web.as('manager');
    minutes(LIMITS.idleMinutes - 1);
    expect((await browser.get('/api/people')).status).toBe(200);
    minutes(LIMITS.idleMinutes - 1);
    expect((await browser.get('/api/people')).status).toBe(200);
    minutes(LIMITS.idleMinutes);
    expect((await browser.get('/api/people')).status).toBe(401);
  });

  test('a session ends after its longest time however busy it is', async () => {
    const browser = await web.as('manager');
    for (let passed = 0; passed + 20 < LIMITS.absoluteHours * 60; passed += 20) {
      minutes(20);
      expect((await browser.get('/api/people')).status).toBe(200);
    }
    minutes(20);
    expect((await browser.get('/api/people')).status).toBe(401);
  });

  test('signing out ends the session on the server, not only in the browser', async () => {
    const browser = await web.as('manager');
    const kept = browser.cookie;
    const out = await browser.form('/sign-out', {});
    expect(out.status).toBe(303);
    expect(out.headers.get('set-cookie')).toContain('Max-Age=0');
    const again = new Browser(web.server);
    again.cookie = kept;
    expect((await again.get('/api/people')).status).toBe(401);
  });

  test('a closed account loses its open sessions at once', async () => {
    const browser = await web.as('analyst');
    expect((await browser.get('/api/reports')).status).toBe(200);
    await web.database.pool.query("update app_user set active = false where email = 'analyst@test.example'");
    expect((await browser.get('/api/reports')).status).toBe(401);
  });

  test('signing in again ends the session before', async () => {
    const browser = await web.as('manager');
    const before = browser.cookie;
    await browser.signIn('manager@test.example');
    expect(browser.cookie).not.toBe(before);
    const old = new Browser(web.server);
    old.cookie = before;
    expect((await old.get('/api/people')).status).toBe(401);
  });
});
