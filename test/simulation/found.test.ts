import { expect, test } from 'vitest';
import type { Change } from '../../emulator/changes/types.ts';
import { SCALES } from '../../emulator/data/index.ts';
import { runCli } from '../../src/cli.ts';
import { noCounts } from './counts.ts';
import type { Scenario, Step, SyncConfig } from './scenario/types.ts';
import { simulate } from './simulate.ts';

/** Bugs that the simulation has found, each as the smallest scenario that shows it. */

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const TIMEOUT_MS = 120_000;

const CONFIG: SyncConfig = {
  start_date: '2026-06-11',
  end_date: '',
  period: 'day',
  app_ids: '',
  include_anonymous_visitors: false,
  exclude_list: 'apply',
  lookback_days: 10,
  advanced: { max_concurrency: 4, page_size: 1000, window_days: 30, request_timeout_seconds: 10 },
};
const QUIET: Step = {
  advanceMs: DAY_MS,
  config: CONFIG,
  faults: [],
  kill: undefined,
  jump: undefined,
  asProcess: false,
  compares: 'soFar',
};

const START_MS = Date.parse('2026-06-15T12:00:00Z');

function scenario(streams: readonly string[], steps: readonly Step[], changes: readonly Change[] = []): Scenario {
  const common = { seed: 1, scale: SCALES.tiny, startMs: START_MS, skewMs: 0, behaviour: {}, lasting: [] };
  return { ...common, streams, changes, steps };
}

test(
  'An end date that is set after a sync and removed later leaves no gap.',
  async () => {
    const withEnd = { ...QUIET, config: { ...CONFIG, end_date: '2026-06-12' } };
    const steps = [QUIET, withEnd, { ...withEnd, advanceMs: 12 * DAY_MS }, QUIET];
    const streams = ['page_events', 'guide_events', 'visitor_history'];
    await expect(simulate(scenario(streams, steps), runCli, noCounts())).resolves.toBeUndefined();
  },
  TIMEOUT_MS,
);

test(
  'An error with status 200 is not taken for a metadata schema without fields.',
  async () => {
    const fault = { match: { path: '/metadata/schema', times: 1 }, body: '{"error":"try again"}' };
    const steps = [{ ...QUIET, faults: [{ fault, fatal: false }] }];
    const streams = ['metadata_accounts', 'metadata_visitors'];
    await expect(simulate(scenario(streams, steps), runCli, noCounts())).resolves.toBeUndefined();
  },
  TIMEOUT_MS,
);

test(
  'A page of one row that is cut off is requested again.',
  async () => {
    const cut = { match: { source: 'accounts', times: 3 }, cut: { afterRows: 0 } };
    const config = { ...CONFIG, advanced: { ...CONFIG.advanced, page_size: 1 } };
    const steps = [{ ...QUIET, config, faults: [{ fault: cut, fatal: false }] }];
    await expect(simulate(scenario(['accounts'], steps), runCli, noCounts())).resolves.toBeUndefined();
  },
  TIMEOUT_MS,
);

test(
  'daily_totals brings no rows for apps that app_ids no longer names, not even zeros.',
  async () => {
    const steps = [QUIET, { ...QUIET, config: { ...CONFIG, app_ids: '-323232' } }];
    await expect(simulate(scenario(['daily_totals'], steps), runCli, noCounts())).resolves.toBeUndefined();
  },
  TIMEOUT_MS,
);

test(
  'Days that another exclude list leaves without rows come with zeros in daily_totals.',
  async () => {
    const steps = [QUIET, { ...QUIET, config: { ...CONFIG, exclude_list: 'only' } } as const];
    await expect(simulate(scenario(['daily_totals'], steps), runCli, noCounts())).resolves.toBeUndefined();
  },
  TIMEOUT_MS,
);

test(
  'Events that come while the windows after the present are read do not make two equal states.',
  async () => {
    // The window that ends at ten o'clock is the last but one, and ends after the sync began.
    const step: Step = {
      ...QUIET,
      advanceMs: 21.8 * HOUR_MS,
      config: { ...CONFIG, advanced: { ...CONFIG.advanced, max_concurrency: 1, window_days: 1 } },
      jump: { afterLines: 5, ms: 3 * HOUR_MS },
    };
    await expect(simulate(scenario(['guide_events'], [step]), runCli, noCounts())).resolves.toBeUndefined();
  },
  TIMEOUT_MS,
);

test(
  'A list of guides that breaks off does not bring their versions twice.',
  async () => {
    const cut = { match: { path: '/api/v1/guide', nth: 2, times: 1 }, cut: { afterRows: 3 } };
    const steps = [{ ...QUIET, faults: [{ fault: cut, fatal: false }] }];
    const streams = ['guides', 'guide_versions'];
    await expect(simulate(scenario(streams, steps), runCli, noCounts())).resolves.toBeUndefined();
  },
  TIMEOUT_MS,
);

test(
  'Single events that are current stay so when the time zone moves and only the newest days are counted again.',
  async () => {
    const soon = { ...QUIET, advanceMs: 2 * HOUR_MS };
    const steps = [{ ...QUIET, advanceMs: 0 }, soon, soon];
    const at = START_MS + HOUR_MS;
    const move = { kind: 'moveZone', at, timeZone: 'Pacific/Pago_Pago' } as const;
    const played = scenario(['daily_totals', 'guide_events'], steps, [move]);
    await expect(simulate(played, runCli, noCounts())).resolves.toBeUndefined();
  },
  TIMEOUT_MS,
);
