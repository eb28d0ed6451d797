import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { defineConfig } from 'vite';
import { compress } from './build/compress.ts';
import { shellOf, type Manifest } from './build/shell.ts';

const html = readFileSync('dist/index.html');
const shell = shellOf(JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8')) as Manifest);
const version = createHash('sha256').update(html).update(shell.join()).digest('hex').slice(0, 16);

/** The service worker is built after the client, because it lists what the client consists of. */
export default defineConfig({
  define: { __SHELL__: JSON.stringify(shell), __VERSION__: JSON.stringify(version) },
  publicDir: false,
  build: {
    emptyOutDir: false,
    rolldownOptions: { input: 'src/worker/sw.ts', output: { format: 'iife', entryFileNames: 'sw.js' } },
  },
  plugins: [compress()],
});
