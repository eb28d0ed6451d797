import { existsSync, statSync } from 'node:fs';
import type { Plugin } from 'vite';

/** What may cross the wire before a screen shows, in bytes: a phone on a slow line waits for this. */
export interface Budget {
  screen: string;
  most: number;
  files: string[];
}

/** Fails the build when a first load has grown beyond its budget. Runs after the files are compressed. */
export function budget(budgets: Budget[], folder = 'dist'): Plugin {
  return {
    name: 'teahouse:budget',
    closeBundle: {
      sequential: true,
      order: 'post',
      handler() {
        for (const { screen, most, files } of budgets) {
          const sizes = ['index.html', ...files].map((file) => [sizeOf(`${folder}/${file}`), file] as const);
          const sum = sizes.reduce((total, [size]) => total + size, 0);
          const table = sizes.map(([size, file]) => `  ${String(size).padStart(7)}  ${file}`).join('\n');
          if (sum > most) throw new Error(`The first load of ${screen} is ${sum} bytes, more than ${most}:\n${table}`);
          this.info(`first load of ${screen}: ${sum} of ${most} bytes\n${table}`);
        }
      },
    },
  };
}

function sizeOf(file: string): number {
  return statSync(existsSync(`${file}.br`) ? `${file}.br` : file).size;
}
