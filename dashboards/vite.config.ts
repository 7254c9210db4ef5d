import { defineConfig } from 'vite';

/** One script and one style sheet with hashed names, and the manifest by which pages find them. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/assets/',
  publicDir: false,
  logLevel: 'warn',
  build: {
    outDir: 'dist',
    assetsDir: '',
    emptyOutDir: true,
    manifest: 'manifest.json',
    modulePreload: false,
    target: 'es2022',
    cssCodeSplit: false,
    // The chart library is most of it; the limit that counts is the compressed size, which a test holds.
    chunkSizeWarningLimit: 800,
    rollupOptions: {
      input: 'elements/main.ts',
      output: {
        entryFileNames: 'casehouse-[hash].js',
        assetFileNames: 'casehouse-[hash][extname]',
        codeSplitting: false,
      },
    },
  },
});
