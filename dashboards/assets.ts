import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Addresses of the built script and style sheet; null before the first build, when pages show plain HTML. */
export interface Assets {
  js: string | null;
  css: string | null;
}

interface ManifestEntry {
  file: string;
  css?: string[];
  isEntry?: boolean;
}

/** Where the build puts its files. */
export const DIST = join(import.meta.dirname, 'dist');

/** Reads the build's manifest; its file names carry a hash, so browsers may keep them for ever. */
export function readAssets(dist = DIST): Assets {
  const path = join(dist, 'manifest.json');
  if (!existsSync(path)) return { js: null, css: null };
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as Record<string, ManifestEntry>;
  const entry = Object.values(manifest).find((item) => item.isEntry === true);
  const css = entry?.css?.[0] ?? Object.values(manifest).find((item) => item.file.endsWith('.css'))?.file;
  return {
    js: entry === undefined ? null : `/assets/${entry.file}`,
    css: css === undefined ? null : `/assets/${css}`,
  };
}

const MEDIA: Record<string, string> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  map: 'application/json',
};

/** One built file by its bare name, or null; names with a path in them are not looked at. */
export function readAsset(
  name: string,
  dist = DIST,
): { body: Uint8Array<ArrayBuffer>; mediaType: string } | null {
  if (!/^[\w-]+(\.[\w-]+)*\.(js|css|svg|map)$/.test(name)) return null;
  const path = join(dist, name);
  if (!existsSync(path)) return null;
  const extension = name.slice(name.lastIndexOf('.') + 1);
  return {
    body: new Uint8Array(readFileSync(path)),
    mediaType: MEDIA[extension] ?? 'application/octet-stream',
  };
}
