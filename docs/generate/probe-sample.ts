import { startEmulator } from '../../emulator/index.ts';
import { parseConfig } from '../../src/config/load.ts';
import { createClient } from '../../src/pendo/client.ts';
import { createAsking } from '../../src/probe/ask.ts';
import { textReport } from '../../src/probe/report/text.ts';
import { runProbe } from '../../src/probe/run.ts';

/** The parts of the report that docs/probe.md shows: from its beginning, and from its end. */
const [CUT_FROM, CUT_TO] = ['\nExpressions\n', '\nSizes\n'];

/** What `probe` prints about an emulated Pendo that differs in two ways, shortened. */
export async function probeSample(): Promise<string> {
  const report = await reportOf({ hourRangeNeedsIds: true, lackingProducts: ['feedback'] });
  const [beginning] = report.split(CUT_FROM);
  const [, end] = report.split(CUT_TO);
  if (beginning === report || end === undefined) throw new Error('The report has other parts than the sample shows.');
  return `\`\`\`text\n${beginning}\n…\n${CUT_TO}${end}\`\`\``;
}

async function reportOf(behaviour: Parameters<typeof startEmulator>[0]): Promise<string> {
  const emulator = await startEmulator({ scale: 'small', gzip: true, ...behaviour });
  try {
    const now = emulator.clock.now;
    const raw = { integration_key: emulator.integrationKey, start_date: '2026-06-01', base_url: emulator.url };
    const config = parseConfig(raw, { now });
    const log = { error() {}, warn() {}, info() {}, debug() {} };
    const client = createClient({ ...config, log, now, random: Math.random });
    const signal = new AbortController().signal;
    const asking = createAsking({ config, client, wall: now, stopping: signal, timeUp: signal, onAsk: () => {} });
    return textReport(await runProbe(asking));
  } finally {
    await emulator.close();
  }
}
