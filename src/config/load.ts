import { SPEC } from './spec.ts';
import { toConfig, type ValidConfig } from './to-config.ts';
import type { Config } from './types.ts';
import { validateConfig } from './validate.ts';

export { parseJson, readJsonFile } from './json-file.ts';

/**
 * Turns the config file's JSON into a Config: it checks the rules of spec.json first, then what the values mean. Throws
 * a config error with one sentence that names the property and what would be right. `now` returns epoch milliseconds.
 */
export function parseConfig(raw: unknown, { now }: { readonly now: () => number }): Config {
  const valid = validateConfig(raw, SPEC);
  // The schema has checked each type. A test keeps ValidConfig in step with spec.json.
  return toConfig(valid as unknown as ValidConfig, now());
}
