import { test as plain } from 'vitest';
import { tools } from './tools.ts';

/** `test` for what opens a browser: skipped on a machine without one, and the browser is then never asked for. */
export const test = plain.skipIf(tools.chromium === null);
