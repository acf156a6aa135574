/** User agents of browsers in the web apps. */
export const USER_AGENTS: readonly [string, ...string[]] = [
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/136.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:139.0) Gecko/20100101 Firefox/139.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148',
  'curl/8.7.1 "quoted" \\ scanner',
];

export interface Place {
  readonly country: string;
  readonly region: string;
  readonly latitude: number;
  readonly longitude: number;
}

export const PLACES: readonly [Place, ...Place[]] = [
  { country: 'US', region: 'NC', latitude: 35.7721, longitude: -78.6386 },
  { country: 'US', region: 'CA', latitude: 37.7749, longitude: -122.4194 },
  { country: 'GB', region: 'ENG', latitude: 51.5074, longitude: -0.1278 },
  { country: 'DE', region: 'BE', latitude: 52.52, longitude: 13.405 },
  { country: 'JP', region: '13', latitude: 35.6895, longitude: 139.6917 },
  { country: 'SG', region: '', latitude: 1.3521, longitude: 103.8198 },
];
