/** The key in every bad config that can have one. No message may show it or a part of it. */
export const BAD_CONFIG_KEY = '0f1e2d3c-SECRET-4b5a-8697-c0ffee00beef.eu';

export interface BadConfig {
  readonly name: string;
  /** The content of the config file. */
  readonly text: string;
  /** What the error sentence must contain: the property or the role of the file, and what is wrong. */
  readonly says: string;
}

const GOOD = { integration_key: BAD_CONFIG_KEY, start_date: '2025-01-31' };

function withValues(values: Record<string, unknown>): string {
  return JSON.stringify({ ...GOOD, ...values });
}

const NOT_JSON: readonly BadConfig[] = [
  { name: 'an empty file', text: '', says: 'The config file (--config) is empty' },
  { name: 'a file of blanks', text: ' \n\t ', says: 'The config file (--config) is empty' },
  { name: 'a file with only a byte order mark', text: '\uFEFF', says: 'The config file (--config) is empty' },
  { name: 'only the key', text: BAD_CONFIG_KEY, says: 'config file (--config) is not valid JSON' },
  { name: 'YAML', text: `integration_key: ${BAD_CONFIG_KEY}\n`, says: 'config file (--config) is not valid JSON' },
  { name: 'a key without quotes', text: `{"integration_key": ${BAD_CONFIG_KEY}}`, says: 'is not valid JSON' },
  {
    name: 'JSON that is cut off in the key',
    text: `{"integration_key": "${BAD_CONFIG_KEY}`,
    says: 'is not valid JSON',
  },
  {
    name: 'a comma after the last value',
    text: `{"integration_key": "${BAD_CONFIG_KEY}",}`,
    says: 'is not valid JSON',
  },
  { name: 'single quotes', text: `{'integration_key': '${BAD_CONFIG_KEY}'}`, says: 'is not valid JSON' },
  {
    name: 'a real line break in the key',
    text: `{"integration_key": "${BAD_CONFIG_KEY}\n"}`,
    says: 'is not valid JSON',
  },
  { name: 'a list', text: `[${withValues({})}]`, says: 'config file (--config) holds JSON that is not an object' },
  { name: 'a text', text: JSON.stringify(BAD_CONFIG_KEY), says: 'holds JSON that is not an object' },
  { name: 'null', text: 'null', says: 'holds JSON that is not an object' },
  { name: 'a number', text: '42', says: 'holds JSON that is not an object' },
];

const KEY: readonly BadConfig[] = [
  { name: 'no properties', text: '{}', says: 'integration_key is missing' },
  { name: 'no key', text: '{"start_date": "2025-01-31"}', says: 'integration_key is missing' },
  { name: 'a key of null', text: withValues({ integration_key: null }), says: 'integration_key is missing' },
  { name: 'an empty key', text: withValues({ integration_key: '' }), says: 'integration_key is missing' },
  { name: 'a key of blanks', text: withValues({ integration_key: ' \t ' }), says: 'integration_key is missing' },
  { name: 'a number as key', text: withValues({ integration_key: 12345678 }), says: 'integration_key must be' },
  { name: 'a list as key', text: withValues({ integration_key: [BAD_CONFIG_KEY] }), says: 'integration_key must be' },
  {
    name: 'a newline in the key',
    text: withValues({ integration_key: `ab\n${BAD_CONFIG_KEY}` }),
    says: 'integration_key',
  },
  { name: 'a NUL in the key', text: withValues({ integration_key: `${BAD_CONFIG_KEY}\0x` }), says: 'integration_key' },
  { name: 'a blank in the key', text: withValues({ integration_key: `x ${BAD_CONFIG_KEY}` }), says: 'integration_key' },
  {
    name: 'a curly quote in the key',
    text: withValues({ integration_key: `${BAD_CONFIG_KEY}”` }),
    says: 'on one line and without spaces',
  },
  {
    name: 'a lone surrogate in the key',
    text: `{"integration_key": "${BAD_CONFIG_KEY}\\ud83d"}`,
    says: 'integration_key',
  },
  {
    name: 'a key and a date only under __proto__',
    text: `{"__proto__": ${withValues({})}}`,
    says: 'integration_key is missing',
  },
];

const DATES: readonly BadConfig[] = [
  { name: 'no start', text: withValues({ start_date: undefined }), says: 'start_date is missing' },
  { name: 'a start of null', text: withValues({ start_date: null }), says: 'start_date is missing' },
  { name: 'an empty start', text: withValues({ start_date: '' }), says: 'start_date is missing' },
  {
    name: 'a start that does not exist',
    text: withValues({ start_date: '2026-02-30' }),
    says: 'start_date 2026-02-30',
  },
  {
    name: 'a leap day in an ordinary year',
    text: withValues({ start_date: '2025-02-29' }),
    says: 'a day that does not exist',
  },
  { name: 'month 13', text: withValues({ start_date: '2025-13-01' }), says: 'start_date 2025-13-01' },
  { name: 'day 0', text: withValues({ start_date: '2025-01-00' }), says: 'start_date 2025-01-00' },
  { name: 'the day before the month', text: withValues({ start_date: '31/01/2025' }), says: 'start_date 31/01/2025' },
  { name: 'a month with one digit', text: withValues({ start_date: '1/5/2025' }), says: 'start_date must be' },
  { name: 'a time of day', text: withValues({ start_date: '2025-01-31T00:00:00Z' }), says: 'such as "2025-01-31"' },
  { name: 'dots', text: withValues({ start_date: '31.01.2025' }), says: 'start_date must be' },
  { name: 'a start in milliseconds', text: withValues({ start_date: 1738281600000 }), says: 'start_date must be' },
  { name: 'the key as start', text: withValues({ start_date: BAD_CONFIG_KEY }), says: 'start_date must be' },
  {
    name: 'a start in the future',
    text: withValues({ start_date: '2999-01-01' }),
    says: 'start_date 2999-01-01 lies in',
  },
  {
    name: 'a start in the year 1',
    text: withValues({ start_date: '0001-01-01' }),
    says: 'start_date 0001-01-01',
  },
  { name: 'an end that does not exist', text: withValues({ end_date: '04/31/2025' }), says: 'end_date 04/31/2025' },
  { name: 'a word as end', text: withValues({ end_date: 'today' }), says: 'end_date must be' },
  {
    name: 'an end before the start',
    text: withValues({ end_date: '2025-01-30' }),
    says: 'end_date 2025-01-30 lies before',
  },
];

const CHOICES: readonly BadConfig[] = [
  { name: 'an unknown region', text: withValues({ region: 'mars' }), says: 'region must be one of "us", "us1"' },
  { name: 'a region in capitals', text: withValues({ region: 'EU' }), says: 'region must be one of' },
  { name: 'a period of Qlik', text: withValues({ period: 'Days' }), says: 'period must be one of "day", "hour"' },
  { name: 'a period that is a list', text: withValues({ period: ['day'] }), says: 'period must be' },
  {
    name: 'an unknown exclude list',
    text: withValues({ exclude_list: true }),
    says: 'exclude_list must be one of "apply"',
  },
  {
    name: 'a boolean in quotes',
    text: withValues({ include_anonymous_visitors: 'true' }),
    says: 'include_anonymous_visitors must be true or false',
  },
  {
    name: 'several bad values',
    text: withValues({ period: 'week', region: 'x' }),
    says: '"au"; period must be one of',
  },
];

const APP_IDS: readonly BadConfig[] = [
  { name: 'a letter among the ids', text: withValues({ app_ids: '12, x' }), says: 'app_ids must be' },
  { name: 'an extra comma', text: withValues({ app_ids: '12,,13' }), says: 'app_ids must be' },
  { name: 'a comma at the end', text: withValues({ app_ids: '12,' }), says: 'app_ids must be' },
  { name: 'ids without commas', text: withValues({ app_ids: '12 13' }), says: 'app_ids must be' },
  { name: 'a fraction', text: withValues({ app_ids: '12.5' }), says: 'app_ids must be' },
  { name: 'an id as number', text: withValues({ app_ids: 1122 }), says: 'app_ids must be a text in quotes' },
  { name: 'ids as list', text: withValues({ app_ids: [1122] }), says: 'such as "1122, 2345"' },
  { name: 'an id beyond 2^53', text: withValues({ app_ids: '12, 9007199254740993' }), says: 'app_ids holds a number' },
];

const NUMBERS: readonly BadConfig[] = [
  {
    name: 'a negative lookback',
    text: withValues({ lookback_days: -1 }),
    says: 'lookback_days must be a whole number from 0',
  },
  { name: 'half a day of lookback', text: withValues({ lookback_days: 1.5 }), says: 'lookback_days must be' },
  { name: 'a lookback in quotes', text: withValues({ lookback_days: '10' }), says: 'without quotes' },
  { name: 'a list as advanced', text: withValues({ advanced: [] }), says: 'advanced must be an object' },
  { name: 'a text as advanced', text: withValues({ advanced: 'fast' }), says: 'advanced must be an object' },
  {
    name: 'no concurrency',
    text: withValues({ advanced: { max_concurrency: 0 } }),
    says: 'advanced.max_concurrency must be',
  },
  { name: 'too much concurrency', text: withValues({ advanced: { max_concurrency: 101 } }), says: 'from 1 to 100' },
  { name: 'a huge page', text: withValues({ advanced: { page_size: 1e9 } }), says: 'advanced.page_size must be' },
  {
    name: 'no timeout',
    text: withValues({ advanced: { request_timeout_seconds: 0 } }),
    says: 'advanced.request_timeout_seconds must be a whole number from 1 to 3600',
  },
  {
    name: 'a window of a year and a day',
    text: withValues({ advanced: { window_days: 366 } }),
    says: 'advanced.window_days',
  },
];

const BASE_URLS: readonly BadConfig[] = [
  {
    name: 'a base_url without scheme',
    text: withValues({ base_url: 'app.pendo.io' }),
    says: 'base_url is not a valid',
  },
  { name: 'another scheme', text: withValues({ base_url: 'ftp://app.pendo.io' }), says: 'base_url is not a valid' },
  { name: 'a base_url without host', text: withValues({ base_url: 'https://' }), says: 'base_url is not a valid' },
  {
    name: 'a line break in base_url',
    text: withValues({ base_url: 'https://a\nb.io' }),
    says: 'base_url is not a valid',
  },
  {
    name: 'a port too high',
    text: withValues({ base_url: 'https://app.pendo.io:99999' }),
    says: 'base_url is not a valid',
  },
  { name: 'a number as base_url', text: withValues({ base_url: 5 }), says: 'base_url must be a text in quotes' },
  {
    name: 'a user and a password',
    text: withValues({ base_url: `https://me:${BAD_CONFIG_KEY}@app.pendo.io` }),
    says: 'base_url must hold no user',
  },
  {
    name: 'a user and a password in an invalid address',
    text: withValues({ base_url: `https://me:${BAD_CONFIG_KEY}@` }),
    says: 'base_url is not a valid',
  },
  {
    name: 'an empty user',
    text: withValues({ base_url: 'https://@app.pendo.io' }),
    says: 'base_url must hold no user',
  },
  {
    name: 'a query',
    text: withValues({ base_url: `https://app.pendo.io?k=${BAD_CONFIG_KEY}` }),
    says: 'base_url must end',
  },
  { name: 'an empty fragment', text: withValues({ base_url: 'https://app.pendo.io#' }), says: 'base_url must end' },
  {
    name: 'a path',
    text: withValues({ base_url: 'https://app.pendo.io/s/123' }),
    says: 'base_url must end after the host',
  },
  {
    name: 'http to the network',
    text: withValues({ base_url: 'http://app.pendo.io' }),
    says: 'must begin with https://',
  },
  ...[
    'http://127.0.0.1.nip.io',
    'http://not-localhost',
    'http://169.254.169.254',
    'http://[fe80::1]',
    'http://[::ffff:169.254.169.254]',
    'http://172.15.255.255',
    'http://172.32.0.0',
    'http://11.0.0.1',
    'http://192.169.0.1',
    'http://[fe00::1]',
    'http://0.0.0.0',
    'http://8.8.8.8',
    'http://10.evil.example.com',
    'http://host.docker.internal.example.com',
    'http://xhost.docker.internal',
  ].map((base_url) => ({
    name: `http to ${base_url}`,
    text: withValues({ base_url }),
    says: 'base_url must begin with https://, because the key is sent with each request; http:// is for localhost, private',
  })),
];

const WEBHOOKS: readonly BadConfig[] = [
  {
    name: 'a text as webhooks',
    text: withValues({ webhooks: 'https://a.example.com' }),
    says: 'webhooks must be an object',
  },
  ...[{}, { token: null }, { token: ' ' }].map((half) => ({
    name: `an inbox with ${JSON.stringify(half)}`,
    text: withValues({ webhooks: { inbox_url: 'https://a.example.com', ...half } }),
    says: 'webhooks.token is missing beside webhooks.inbox_url; fill in both, or leave both empty',
  })),
  ...[{}, { inbox_url: null }, { inbox_url: ' ' }].map((half) => ({
    name: `a token with ${JSON.stringify(half)}`,
    text: withValues({ webhooks: { token: BAD_CONFIG_KEY, ...half } }),
    says: 'webhooks.inbox_url is missing beside webhooks.token; fill in both, or leave both empty',
  })),
];

/** Every possible mistake in a config file. Each is refused with one sentence before the first request. */
export const BAD_CONFIGS: readonly BadConfig[] = [
  ...NOT_JSON,
  ...KEY,
  ...DATES,
  ...CHOICES,
  ...APP_IDS,
  ...NUMBERS,
  ...BASE_URLS,
  ...WEBHOOKS,
];
