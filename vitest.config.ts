import { configDefaults, defineConfig } from 'vitest/config';

/** What needs Docker or Python: `npm run acceptance` brings both and sets ACCEPTANCE. */
const NEEDS_MORE_THAN_NODE = ['test/acceptance/{compose,image*,pyairbyte,tap}.test.ts'];

const exclude = process.env.ACCEPTANCE === undefined ? NEEDS_MORE_THAN_NODE : [];
if (exclude.length > 0)
  console.info('Left out, since they need Docker or Python (npm run acceptance): compose, image, pyairbyte, tap.');

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...exclude],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
