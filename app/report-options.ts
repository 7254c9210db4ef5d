import path from 'node:path';
import { UsageError } from '../base/errors.ts';
import type { Option } from './command.ts';
import type { Given } from './command.ts';

/** The option of verbs that work on report files. */
export const FOLDER: Readonly<Record<string, Option>> = {
  folder: { value: 'DIR', doc: "folder of the report files (default: the product's own)" },
};

/** The folder of report files that a call means. */
export async function reportFolder(given: Given): Promise<string> {
  const typed = given.text('folder');
  return typed === null ? (await import('../reports/catalogue.ts')).REPORTS_ROOT : path.resolve(typed);
}

/** `--param name=value`, each once. */
export function reportParameters(texts: readonly string[]): Record<string, string> {
  const params: Record<string, string> = {};
  for (const text of texts) {
    const at = text.indexOf('=');
    if (at < 1) throw new UsageError(`--param is "${text}".`, 'Write it as name=value.');
    const name = text.slice(0, at);
    if (name in params) throw new UsageError(`--param ${name} is given twice.`, 'Give it once.');
    params[name] = text.slice(at + 1);
  }
  return params;
}
