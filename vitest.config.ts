import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const isAcceptance = process.env.ACCEPTANCE !== undefined;

/** What needs Docker or Python: `npm run acceptance` brings both and sets ACCEPTANCE. */
const NEEDS_MORE_THAN_NODE = ['test/acceptance/{compose,dbt*,image*,past,pyairbyte,tap}.test.ts'];

const exclude = isAcceptance ? [] : NEEDS_MORE_THAN_NODE;
if (exclude.length > 0)
  console.info(
    'Left out, since they need Docker or Python (npm run acceptance): compose, dbt, image, past, pyairbyte, tap.',
  );

/** Three times the cores of a small machine: most tests wait for a process or a timeout. Containers run one at a time. */
const WORKERS = isAcceptance ? 1 : 6;

/** Parts of paths, the longest files first, so that none of them runs alone at the end. Vitest orders what is alike. */
const ORDER = [
  'test/simulation/simulation.test.ts',
  'test/unit/records/engine/engine.property.test.ts',
  'test/integration/proxies.test.ts',
  'test/integration/check.test.ts',
  'test/integration/webhooks/postgres.test.ts',
  'test/integration/webhooks/',
  'test/simulation/',
  'test/integration/',
  'test/acceptance/',
  '.property.test.ts',
  'test/unit/webhooks/',
  'test/unit/',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => ORDER.findIndex((part) => moduleId.includes(part));
    return (await super.sort(files)).sort((left, right) => place(left) - place(right));
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...exclude],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: WORKERS,
    // The executable starts more than a thousand times: Node keeps what it has compiled.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('.tmp/compile-cache', import.meta.url)) },
    // Copies of src/ with a deliberate bug in them run as they do in the simulation: Vite would take seconds for each.
    server: { deps: { external: [/\/\.tmp\/mutants\//] } },
    // A new process for each file would cost a fifth of the unit tests' time; no module of ours keeps state.
    isolate: false,
    // Node itself loads the modules, as in production. Vite's loader makes loops over bytes three times slower: it turns
    // each use of an imported constant into a call.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    // Of what runs in the process of the tests; what the executable runs in its own is not counted.
    coverage: { provider: 'v8', include: ['src/**/*.ts'], exclude: ['src/**/assembly/**'], reporter: ['text'] },
    sequence: { sequencer: LongestFirst },
  },
});
