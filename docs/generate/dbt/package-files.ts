import type { StreamDefinition } from '../../../src/streams/types.ts';
import { stagingModel, stagingName } from './staging-model.ts';
import { sourcesYaml, stagingYaml } from './staging-yaml.ts';

const FOLDER = 'dbt/models/staging';
export const STAGING_DESCRIPTIONS = `${FOLDER}/_staging.yml`;

/** The files of the dbt package that are made from the streams, by their path. */
export function packageFiles(streams: readonly StreamDefinition[]): ReadonlyMap<string, string> {
  return new Map([
    [`${FOLDER}/_sources.yml`, sourcesYaml(streams)],
    [STAGING_DESCRIPTIONS, stagingYaml(streams)],
    ...streams.map((stream) => [`${FOLDER}/${stagingName(stream)}.sql`, stagingModel(stream)] as const),
  ]);
}
