import { isObject } from '../utils/is-object.ts';

type RawConfig = Readonly<Record<string, unknown>>;

/** Turns a config of an older version's shape into the next one. A config that is past it is given back as it is. */
export type Migration = (config: RawConfig) => RawConfig;

/**
 * One a change of shape, oldest first; a config may come from any version. There is none yet. To rename an option, add
 * `({ old, ...rest }) => (old === undefined || 'new' in rest ? { old, ...rest } : { ...rest, new: old })`.
 */
const MIGRATIONS: readonly Migration[] = [];

export interface MigratedConfig {
  readonly config: unknown;
  readonly changed: boolean;
}

/** The config in the shape of this version; `changed` says that Airbyte has to keep it in place of the one it gave. */
export function migrateConfig(given: unknown, migrations: readonly Migration[] = MIGRATIONS): MigratedConfig {
  if (!isObject(given)) return { config: given, changed: false };
  const config = migrations.reduce<RawConfig>((current, migrate) => migrate(current), given);
  return { config, changed: JSON.stringify(config) !== JSON.stringify(given) };
}
