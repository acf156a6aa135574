import { readFile } from 'node:fs/promises';
import { currentRowsView, POSTGRESQL } from '../../demo/current-rows.ts';
import packageLock from '../../package-lock.json' with { type: 'json' };
import { SPEC } from '../../src/config/spec.ts';
import { FAULT_RULES } from '../../src/pendo/faults.ts';
import { STREAMS } from '../../src/streams/index.ts';
import { beliefsTable } from './beliefs-table.ts';
import { replaceBlock } from './blocks.ts';
import { modelsPage } from './dbt/models-page.ts';
import { packageFiles, STAGING_DESCRIPTIONS } from './dbt/package-files.ts';
import { differencesTable } from './differences-table.ts';
import { faultsTable } from './faults-table.ts';
import { groupsTable } from './groups-table.ts';
import { shippedPackages } from './licences.ts';
import { licencesPage } from './licences-page.ts';
import { listOptions } from './options.ts';
import { optionsPage, optionsTable } from './options-pages.ts';
import { probeSample } from './probe-sample.ts';
import { streamsPage } from './streams-page.ts';

/** The repository's folder. Names of documents are paths below it. */
export const ROOT = new URL('../../', import.meta.url);

/** A document as it is and as it should be. `current` is undefined if the file does not exist yet. */
export interface GeneratedDocument {
  readonly name: string;
  readonly current: string | undefined;
  readonly wanted: string;
}

/**
 * Returns every document that is generated from src/, emulator/, spec.json and package-lock.json. In pages that people
 * write, only the text between markers is generated.
 */
export async function generatedDocuments(): Promise<readonly GeneratedDocument[]> {
  const options = listOptions(SPEC);
  const readme = (await read('README.md')) ?? '';
  const errors = (await read('docs/errors.md')) ?? '';
  const records = (await read('docs/records.md')) ?? '';
  const emulator = (await read('docs/emulator.md')) ?? '';
  const probe = (await read('docs/probe.md')) ?? '';
  const withStreams = replaceBlock(readme, 'streams', groupsTable());
  return [
    { name: 'README.md', current: readme, wanted: replaceBlock(withStreams, 'options', optionsTable(options)) },
    await page('docs/streams.md', streamsPage(STREAMS)),
    await page('docs/options.md', optionsPage(options)),
    await page('docs/licences.md', licencesPage(shippedPackages(packageLock))),
    {
      name: 'docs/emulator.md',
      current: emulator,
      wanted: replaceBlock(replaceBlock(emulator, 'beliefs', beliefsTable()), 'differences', differencesTable()),
    },
    { name: 'docs/probe.md', current: probe, wanted: replaceBlock(probe, 'sample', await probeSample()) },
    { name: 'docs/errors.md', current: errors, wanted: replaceBlock(errors, 'faults', faultsTable(FAULT_RULES)) },
    { name: 'docs/records.md', current: records, wanted: withViews(records) },
    ...(await packageDocuments()),
  ];
}

function withViews(records: string): string {
  const sql = (name: string, time: string) =>
    `\`\`\`sql\n${currentRowsView({ name, time, isCounted: true }, POSTGRESQL)}\n\`\`\``;
  const byDay = replaceBlock(records, 'current-rows-by-day', sql('page_events', 'day'));
  return replaceBlock(byDay, 'current-rows-by-time', sql('guide_events', 'browser_time'));
}

/** The files of the dbt package that are made from the streams, and the page that is made from all of its descriptions. */
async function packageDocuments(): Promise<readonly GeneratedDocument[]> {
  const files = packageFiles(STREAMS);
  const sections = new Map<string, string>();
  for (const [heading, path] of DESCRIBED) sections.set(heading, (await read(path)) ?? '');
  const staging = files.get(STAGING_DESCRIPTIONS) ?? '';
  const pages = Array.from(files, ([name, wanted]) => page(name, wanted));
  return Promise.all([
    ...pages,
    page('docs/models.md', modelsPage({ version: packageLock.version, sections, staging })),
  ]);
}

/** The hand-written descriptions of the dbt package, by the heading of their section. */
const DESCRIBED = [
  ['Models', 'dbt/models/_models.yml'],
  ['Incremental models', 'dbt/models/days/_days.yml'],
  ['Days and reads', 'dbt/models/time/_time.yml'],
] as const;

async function page(name: string, wanted: string): Promise<GeneratedDocument> {
  return { name, current: await read(name), wanted };
}

async function read(name: string): Promise<string | undefined> {
  return readFile(new URL(name, ROOT), 'utf8').catch(() => undefined);
}
