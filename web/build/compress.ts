import { readFile, readdir, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);
const texts = new Set(['.html', '.js', '.css', '.svg', '.json', '.md', '.webmanifest']);

/** Writes .br and .gz beside each file of the finished build, so that the server never compresses it. */
export function compress(folder = 'dist'): Plugin {
  return {
    name: 'teahouse:compress',
    async closeBundle() {
      const names = await readdir(folder, { recursive: true });
      await Promise.all(names.filter((name) => texts.has(extname(name))).map((name) => compressFile(join(folder, name))));
    },
  };
}

async function compressFile(path: string): Promise<void> {
  const bytes = await readFile(path);
  // Quality 11 takes minutes on large files and gains little.
  const quality = bytes.length > 1_000_000 ? 6 : 11;
  await writeFile(`${path}.br`, await brotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } }));
  await writeFile(`${path}.gz`, await zip(bytes, { level: 9 }));
}
