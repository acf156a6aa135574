import { isObject } from '../utils/is-object.ts';

type RawConfig = Readonly<Record<string, unknown>>;

/** Turns a config of an older shape into the next one. Returns a config that already has the new shape as it is. */
export type Migration = (config: RawConfig) => RawConfig;

/**
 * One migration per change of the config's shape, oldest first; a config may come from any version. To rename an
 * option, add `({ old, ...rest }) => (old === undefined || 'new' in rest ? { old, ...rest } : { ...rest, new: old })`.
 */
const MIGRATIONS: readonly Migration[] = [];

export interface MigratedConfig {
  readonly config: unknown;
  readonly changed: boolean;
}

/**
 * Returns the config in the current shape. If `changed`, Airbyte has to store it in place of the one that it passed.
 */
export function migrateConfig(given: unknown, migrations: readonly Migration[] = MIGRATIONS): MigratedConfig {
  if (!isObject(given)) return { config: given, changed: false };
  const config = migrations.reduce<RawConfig>((current, migrate) => migrate(current), given);
  return { config, changed: JSON.stringify(config) !== JSON.stringify(given) };
}
