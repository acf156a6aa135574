import type { Random } from '../../../emulator/data/prng.ts';
import type { SyncConfig } from './types.ts';

const DAY_MS = 24 * 3_600_000;
/** Apps of the emulator; the empty text means all apps. */
const APP_CHOICES = ['', '-323232', '-323232, 5629499534213120', '6012345678901248'] as const;
const LOOKBACK_CHOICES = [10, 10, 10, 12, 3, 1, 0] as const;

export function drawConfig(random: Random, nowMs: number): SyncConfig {
  return {
    start_date: dayText(nowMs - random.between(2, 9) * DAY_MS),
    end_date: '',
    period: random.pick(['day', 'hour']),
    app_ids: random.chance(0.7) ? '' : random.pick(APP_CHOICES),
    include_anonymous_visitors: random.chance(0.3),
    exclude_list: random.chance(0.7) ? 'apply' : random.pick(['ignore', 'only']),
    lookback_days: random.pick(LOOKBACK_CHOICES),
    advanced: {
      max_concurrency: random.pick([1, 2, 4, 8]),
      page_size: random.pick([2, 5, 11, 30, 1000]),
      window_days: random.pick([1, 2, 7, 30]),
      request_timeout_seconds: 1,
    },
  };
}

/** For a history of many days, in windows that are not too many. */
export function longConfig(random: Random, config: SyncConfig, nowMs: number): SyncConfig {
  const start_date = dayText(nowMs - random.between(190, 210) * DAY_MS);
  return { ...config, start_date, advanced: { ...config.advanced, window_days: random.pick([7, 30]) } };
}

type Change = (random: Random, config: SyncConfig, nowMs: number) => Partial<SyncConfig>;

const CHANGES: readonly [Change, ...Change[]] = [
  (_random, { period }) => ({ period: period === 'day' ? 'hour' : 'day' }),
  (random) => ({ app_ids: random.pick(APP_CHOICES) }),
  (random) => ({ app_ids: random.pick(APP_CHOICES) }),
  (random, config) => ({ start_date: moved(config, -random.between(1, 4)) }),
  (random, config) => ({ start_date: moved(config, random.between(1, 3)) }),
  (random, { end_date }, nowMs) => ({ end_date: end_date === '' ? dayText(nowMs - random.below(4) * DAY_MS) : '' }),
  (random, { end_date }, nowMs) => ({ end_date: end_date === '' ? dayText(nowMs - random.below(4) * DAY_MS) : '' }),
  (_random, config) => ({ include_anonymous_visitors: !config.include_anonymous_visitors }),
  (random) => ({ exclude_list: random.pick(['apply', 'ignore', 'only']) }),
  (random) => ({ lookback_days: random.pick(LOOKBACK_CHOICES) }),
  (random, { advanced }) => ({ advanced: { ...advanced, page_size: random.pick([3, 7, 500]) } }),
];

/** Changes one property. Returns the config unchanged if it would start in the future or end before its start. */
export function changeConfig(random: Random, config: SyncConfig, nowMs: number): SyncConfig {
  const changed = { ...config, ...random.pick(CHANGES)(random, config, nowMs) };
  if (changed.end_date !== '' && changed.end_date < changed.start_date) return config;
  return Date.parse(changed.start_date) > nowMs - DAY_MS ? config : changed;
}

function moved({ start_date }: SyncConfig, days: number): string {
  return dayText(Date.parse(start_date) + days * DAY_MS);
}

function dayText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
