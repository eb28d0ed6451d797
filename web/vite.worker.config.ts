import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { defineConfig } from 'vite';
import { budget } from './build/budget.ts';
import { compress } from './build/compress.ts';
import { firstLoadOf, shellOf, type Manifest } from './build/shell.ts';

const html = readFileSync('dist/index.html');
const manifest = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8')) as Manifest;
const shell = shellOf(manifest);
const version = createHash('sha256').update(html).update(shell.join()).digest('hex').slice(0, 16);

/** The service worker is built after the client, because it lists what the client consists of. */
export default defineConfig({
  define: { shellFiles: JSON.stringify(shell), shellVersion: JSON.stringify(version) },
  publicDir: false,
  build: {
    emptyOutDir: false,
    rolldownOptions: { input: 'src/worker/sw.ts', output: { format: 'iife', entryFileNames: 'sw.js' } },
  },
  plugins: [
    compress(),
    budget([
      { screen: 'the log-in page', most: 150_000, files: firstLoadOf(manifest) },
      { screen: 'the chat', most: 250_000, files: firstLoadOf(manifest, 'src/app/Inside.tsx') },
    ]),
  ],
});
