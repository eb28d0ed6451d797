import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';
import { emoji } from './build/emoji.ts';
import { door } from './build/shell.ts';

/** Where the dev server finds the API. */
const server = process.env['TEAHOUSE_URL'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react(), tailwindcss(), emoji()],
  resolve: { conditions: ['teahouse-source', ...defaultClientConditions] },
  build: {
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: 'licenses.md' },
    // From here on browsers know light-dark() themselves, and a part of a page can have another theme.
    cssTarget: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    rolldownOptions: {
      output: {
        // What is loaded together is one file each: many small ones compress badly.
        codeSplitting: {
          groups: [
            { name: door, tags: ['$initial'], priority: 2 },
            { name: 'inside', test: /src\/app\/Inside\.tsx$/, priority: 1 },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': { target: server, ws: true }, '/media': server } },
});
