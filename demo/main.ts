import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Emulator, startEmulator } from '../emulator/index.ts';
import { type AirbyteMessage, type ConfiguredCatalog, configureCatalog } from '../test/helpers/airbyte/messages.ts';
import { compareWithTotals } from './compare-totals.ts';
import { createCurrentViews } from './current-rows.ts';
import { STREAM_GROUPS } from './groups.ts';
import { type PageOptions, writePage } from './page/index.ts';
import { createProgress, type Progress } from './progress.ts';
import { answer, QUESTIONS } from './queries.ts';
import { count, seconds, sumOf, syncTable } from './report.ts';
import { runConnector } from './run-connector.ts';
import { sync } from './sync.ts';
import type { SyncTotals } from './totals.ts';
import { makeTrouble, TROUBLE_IN_WORDS } from './trouble.ts';
import { showWebhooks } from './webhooks.ts';

const FOLDER = fileURLToPath(new URL('../.tmp/demo', import.meta.url));
const CONFIG_PATH = join(FOLDER, 'config.json');
const DATABASE_PATH = join(FOLDER, 'pendo.sqlite');
const DAY_MS = 86_400_000;
const DAYS_READ = 14;

/** The two syncs. */
type Runs = Pick<PageOptions, 'first' | 'second'>;

const progress = createProgress(process.stdout);

try {
  await demo(progress);
} catch (error) {
  progress.line(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

async function demo({ line }: Progress): Promise<void> {
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  const emulator = await startEmulator({ scale: 'small' });
  const runs = await showCommands(emulator).finally(() => emulator.close());
  for (const question of QUESTIONS) {
    line(`\n${question.title}\n\n${question.sql}\n\n${answer(DATABASE_PATH, question)}`);
  }
  const path = relative(process.cwd(), DATABASE_PATH);
  line(`\nThe tables are in ${path}. Look at them with any SQLite tool, e.g. sqlite3 ${path}, or without one:`);
  line(
    `  npx node -e "console.table(new (require('node:sqlite').DatabaseSync)('${path}').prepare('SELECT * FROM pages').all())"`,
  );
  const { page } = await writePage(FOLDER, { databasePath: DATABASE_PATH, groups: STREAM_GROUPS, ...runs });
  line('\nPictures of visitors, pages, a guide, the net promoter score and the two syncs; open it in any browser:');
  line(`  ${relative(process.cwd(), page)}`);
}

async function showCommands(emulator: Emulator): Promise<Runs> {
  progress.line(`An emulated Pendo answers at ${emulator.url}.`);
  const config = configFor(emulator);
  await writeFile(CONFIG_PATH, JSON.stringify(config));
  await showSpec();
  await showCheck();
  const runs = await showSyncs(emulator);
  const paths = { configPath: CONFIG_PATH, folder: FOLDER, databasePath: DATABASE_PATH };
  await showWebhooks({ emulator, config, ...paths, progress });
  return runs;
}

function configFor({ url, integrationKey, clock }: Emulator): object {
  const startDate = new Date(clock.now() - DAYS_READ * DAY_MS).toISOString().slice(0, 10);
  const all = { segment_ids: '*', report_ids: '*' };
  return { integration_key: integrationKey, start_date: startDate, base_url: url, ...all };
}

async function showSpec(): Promise<void> {
  const { spec } = await firstMessage('SPEC', ['spec']);
  const properties = Object.keys((spec?.connectionSpecification.properties ?? {}) as object);
  progress.line(`spec      ${properties.length} options: ${properties.join(', ')}`);
}

async function showCheck(): Promise<void> {
  const args = ['check', '--config', CONFIG_PATH];
  const { connectionStatus } = await firstMessage('CONNECTION_STATUS', args);
  if (connectionStatus?.status !== 'SUCCEEDED') throw new Error(`check says: ${connectionStatus?.message}`);
  progress.line(`check     ${connectionStatus.status}`);
}

async function showSyncs(emulator: Emulator): Promise<Runs> {
  const { clock, requests } = emulator;
  const { line } = progress;
  const discovered = await firstMessage('CATALOG', ['discover', '--config', CONFIG_PATH]);
  const catalog = overwriteWithoutCursor(configureCatalog(discovered.catalog ?? { streams: [] }));
  line(`discover  ${catalog.streams.length} streams`);
  const options = { configPath: CONFIG_PATH, catalog, folder: FOLDER, databasePath: DATABASE_PATH, requests, progress };

  line('\nread, first sync: everything');
  const first = await sync(options);
  line(`  ${summary(first.totals)}`);
  clock.advance(DAY_MS);
  makeTrouble(emulator);
  line(`\nread, a day later: from the state of the first sync, while ${TROUBLE_IN_WORDS}`);
  const second = await sync(options);
  line(`  ${summary(second.totals)}`);
  line(`\n${syncTable(STREAM_GROUPS, first.totals, second.totals)}`);
  line('\nPendo still changes the events of about ten days, so the second sync read those again (lookback_days).');
  line("Rows and events of six event streams, day by day, against Pendo's own count in daily_totals:");
  line(`  ${compareWithTotals(DATABASE_PATH)}`);
  const { views, rows, current } = createCurrentViews(DATABASE_PATH, catalog);
  line('\nWhat Pendo takes back stays in a table, and is left out by a view (docs/records.md):');
  line(`  ${views.length} views such as ${views[1]} show ${count(current)} of ${count(rows)} rows of events`);
  return { first, second };
}

/** What is read whole each time replaces its table: otherwise what Pendo no longer has would stay. */
function overwriteWithoutCursor({ streams }: ConfiguredCatalog): ConfiguredCatalog {
  return {
    streams: streams.map((configured) =>
      configured.cursor_field === undefined ? { ...configured, destination_sync_mode: 'overwrite' } : configured,
    ),
  };
}

function summary(totals: SyncTotals): string {
  const sum = sumOf(totals);
  return `${count(sum.rowsRead)} rows in ${seconds(sum)} s`;
}

async function firstMessage(type: string, args: readonly string[]): Promise<AirbyteMessage> {
  const messages: AirbyteMessage[] = [];
  await runConnector(args, { onMessage: (message) => messages.push(message) });
  const found = messages.find((message) => message.type === type);
  if (found === undefined) throw new Error(`source-pendo ${args[0]} wrote no ${type} message.`);
  return found;
}
