import { loadSpec } from './spec.ts';
import { toConfig, type ValidConfig } from './to-config.ts';
import type { Config } from './types.ts';
import { validateConfig } from './validate.ts';

export { parseJson, readJsonFile } from './json-file.ts';

/**
 * Makes a Config of the config file's JSON: first the rules of spec.json, then what the values mean. Throws a config
 * error with one sentence that names the property and what would be right; `now` is in epoch milliseconds.
 */
export function parseConfig(raw: unknown, { now }: { readonly now: () => number }): Config {
  const valid = validateConfig(raw, loadSpec());
  // The schema has checked each type; a test holds ValidConfig and spec.json together.
  return toConfig(valid as unknown as ValidConfig, now());
}
