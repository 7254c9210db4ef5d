import { hash } from 'node:crypto';
import { createTransport } from 'nodemailer';
import type { MailSettings } from '../../base/settings.ts';

/** A letter with its files. */
export interface Letter {
  to: string;
  subject: string;
  text: string;
  files: readonly string[];
  /** What it is of: the same key gives the same Message-ID, by which servers know a letter that comes twice. */
  key: string;
}

/** How handing a letter over ended. `refused`: surely not taken. `unsure`: the line broke when it may have been taken. */
export type Handed = { outcome: 'taken' } | { outcome: 'refused' | 'unsure'; reason: string };

/** Hands a letter to the council's mail server. */
export async function sendMail(mail: MailSettings, letter: Letter): Promise<Handed> {
  const transport = createTransport({
    host: mail.host,
    port: mail.port,
    secure: mail.tls === 'start',
    requireTLS: mail.tls === 'demand',
    ignoreTLS: mail.tls === 'off',
    ...(mail.user === null ? {} : { auth: { user: mail.user, pass: mail.password ?? '' } }),
    connectionTimeout: 20_000,
    greetingTimeout: 20_000,
    socketTimeout: 60_000,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({
      from: mail.from,
      to: letter.to,
      subject: letter.subject,
      text: letter.text,
      messageId: `<${hash('sha256', letter.key).slice(0, 32)}@casehouse>`,
      attachments: letter.files.map((path) => ({ path })),
    });
    return { outcome: 'taken' };
  } catch (error) {
    return {
      outcome: surelyRefused(error) ? 'refused' : 'unsure',
      reason: error instanceof Error ? error.message : String(error),
    };
  } finally {
    transport.close();
  }
}

/** An answer of the server, or a line that was never open, means that nothing was taken. */
function surelyRefused(error: unknown): boolean {
  const {
    code = '',
    responseCode = 0,
    command = '',
  } = error as { code?: string; responseCode?: number; command?: string };
  if (responseCode >= 400) return true;
  if (['EDNS', 'EAUTH', 'EENVELOPE', 'ETLS', 'ECONNREFUSED'].includes(code)) return true;
  return (
    command === 'CONN' ||
    command === 'EHLO' ||
    command === 'STARTTLS' ||
    command.startsWith('AUTH') ||
    command.startsWith('MAIL') ||
    command.startsWith('RCPT')
  );
}
