import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReadableStream } from 'node:stream/web';
import { expect, test } from 'vitest';
import { withUpload } from '../../operational/imports/upload.ts';

test('a file up to the bound is handed on, a longer one is refused, and neither stays', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'casehouse-upload-'));
  const sent = (bytes: number) =>
    withUpload(
      dataDir,
      new Response(new Uint8Array(bytes)).body as ReadableStream<Uint8Array> | null,
      (file) => readFile(file),
      1024,
    );
  try {
    expect(await sent(1024)).toHaveLength(1024);
    await expect(sent(1025)).rejects.toMatchObject({ code: 'too-large', status: 413 });
    expect(readdirSync(dataDir)).toEqual([]);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
});
