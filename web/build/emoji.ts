import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Plugin } from 'vite';
import { languages } from '../src/i18n/languages.ts';

const find = createRequire(import.meta.url).resolve;
const named = new Set(Object.values(languages).map((language) => language.emoji));
const files = [...named].flatMap((language) => ['data.json', 'messages.json'].map((name) => `${language}/${name}`));

/** Serves the names of all emoji from this server, where the picker looks for them. */
export function emoji(): Plugin {
  const read = (file: string) => readFileSync(find(`emojibase-data/${file}`));
  return {
    name: 'teahouse:emoji',
    configureServer(server) {
      server.middlewares.use('/emoji', (request, response, next) => {
        const file = files.find((one) => request.url === `/${one}`);
        if (file) response.setHeader('content-type', 'application/json').end(read(file));
        else next();
      });
    },
    generateBundle() {
      for (const file of files) this.emitFile({ type: 'asset', fileName: `emoji/${file}`, source: read(file) });
    },
  };
}
