import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Arimo (SIL Open Font Licence) comes with us as an npm package, so that a server without fonts draws the same. */
const FOLDER = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/arimo/package.json'));

/** Font files of documents and charts. */
export const FONT_FILES = {
  regular: join(FOLDER, '400Regular/Arimo_400Regular.ttf'),
  bold: join(FOLDER, '700Bold/Arimo_700Bold.ttf'),
} as const;
