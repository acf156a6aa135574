import { readFileSync } from 'node:fs';
import { parseExact } from '../helpers/airbyte/exact-json.ts';
import type { Catalog, JsonRecord, StatePayload } from '../helpers/airbyte/messages.ts';
import type { Schema } from './spec-rules.ts';

/** The files of acceptance-test-config.yml, and those of the last release. */
const FILES = new URL('files/', import.meta.url);
const RELEASES = new URL('../../releases/', import.meta.url);

export const PATHS = {
  expectedRecords: new URL('expected_records.jsonl', FILES),
  futureState: new URL('future_state.json', FILES),
  spec: (version: string) => new URL(`${version}/spec.json`, RELEASES),
  catalog: (version: string) => new URL(`${version}/catalog.json`, RELEASES),
  states: (version: string) => new URL(`${version}/states.json`, RELEASES),
  releases: RELEASES,
};

/** The emulator's options for the recorded records. Seed and clock have their defaults. */
export const EMULATED = { scale: 'tiny' } as const;
export const ROWS_CONFIG = { start_date: '2026-06-01' } as const;

export interface ExpectedRecord {
  readonly stream: string;
  readonly data: JsonRecord;
}

export function expectedRecords(): ExpectedRecord[] {
  const lines = readFileSync(PATHS.expectedRecords, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => parseExact(line) as ExpectedRecord);
}

export function futureStates(): StatePayload[] {
  return JSON.parse(readFileSync(PATHS.futureState, 'utf8'));
}

export function releasedSpec(version: string): Schema {
  return JSON.parse(readFileSync(PATHS.spec(version), 'utf8')).connectionSpecification;
}

export function releasedCatalog(version: string): Catalog {
  return JSON.parse(readFileSync(PATHS.catalog(version), 'utf8'));
}

/** The states that a sync of the release left at the emulator's first moment. */
export function releasedStates(version: string): StatePayload[] {
  return JSON.parse(readFileSync(PATHS.states(version), 'utf8'));
}
