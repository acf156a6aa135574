import { existsSync } from 'node:fs';
import { defineConfig } from 'rolldown';

/** Loaded by its path, where it is: src/records/row-engine.ts. */
const ENGINE = 'src/records/engine/engine.ts';

/**
 * What the executable runs: src/ and the packages of spec, check, discover and read, in a few files. Loading hundreds of
 * small ones was half of the time of a short command: docs/decisions/0013-bundle.md.
 */
export default defineConfig({
  input: {
    main: 'src/main.ts',
    worker: 'src/webhooks/sqlite/worker.ts',
    ...(existsSync(ENGINE) ? { 'engine/engine': ENGINE } : {}),
  },
  platform: 'node',
  // The receiver starts once and runs for months, so its packages are loaded from node_modules, as they are.
  external: ['fastify', 'prom-client', 'pg'],
  // Only yargs' .extends() looks there, which is not used.
  checks: { emptyImportMeta: false },
  // As an ES module, node:http would be asked for each of its exports, and one of them loads all of Node's fetch.
  output: {
    dir: 'dist/app',
    cleanDir: true,
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name].cjs',
  },
});
