import { existsSync, statSync } from 'node:fs';
import type { Plugin } from 'vite';

/** What may cross the wire before the chat shows, in bytes: a phone on a slow line waits for this. */
const most = 250_000;

/** Fails the build when the first load has grown beyond the budget. Runs after the files are compressed. */
export function budget(files: string[], folder = 'dist'): Plugin {
  return {
    name: 'teahouse:budget',
    closeBundle: {
      sequential: true,
      order: 'post',
      handler() {
        const sizes = ['index.html', ...files].map((file) => [sizeOf(`${folder}/${file}`), file] as const);
        const sum = sizes.reduce((total, [size]) => total + size, 0);
        const table = sizes.map(([size, file]) => `  ${String(size).padStart(7)}  ${file}`).join('\n');
        if (sum > most) throw new Error(`The first load is ${sum} bytes, more than ${most}:\n${table}`);
        this.info(`first load ${sum} of ${most} bytes\n${table}`);
      },
    },
  };
}

function sizeOf(file: string): number {
  return statSync(existsSync(`${file}.br`) ? `${file}.br` : file).size;
}
