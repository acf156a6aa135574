/**
 * A time zone and the local day around which a scenario happens: a day on which the clocks change, or an ordinary one.
 */
export interface Place {
  readonly timeZone: string;
  readonly day: string;
}

const ORDINARY_DAY = '2026-06-15';

/**
 * Only whole-hour zones, like Pendo. With days of 22 to 26 hours, midnights that are skipped or repeated, and the
 * extreme offsets.
 */
export const PLACES: readonly [Place, ...Place[]] = [
  { timeZone: 'America/New_York', day: '2026-03-08' },
  { timeZone: 'America/New_York', day: '2026-11-01' },
  { timeZone: 'Europe/Berlin', day: '2026-03-29' },
  { timeZone: 'Europe/Berlin', day: '2026-10-25' },
  { timeZone: 'Pacific/Auckland', day: '2026-04-05' },
  { timeZone: 'Pacific/Auckland', day: '2026-09-27' },
  { timeZone: 'America/Santiago', day: '2026-04-05' },
  { timeZone: 'America/Santiago', day: '2026-09-06' },
  { timeZone: 'Asia/Beirut', day: '2026-03-29' },
  { timeZone: 'Antarctica/Troll', day: '2026-03-29' },
  { timeZone: 'Pacific/Kiritimati', day: ORDINARY_DAY },
  { timeZone: 'Pacific/Pago_Pago', day: ORDINARY_DAY },
  { timeZone: 'Pacific/Honolulu', day: ORDINARY_DAY },
  { timeZone: 'Etc/GMT+12', day: ORDINARY_DAY },
  { timeZone: 'Asia/Tokyo', day: ORDINARY_DAY },
  { timeZone: 'UTC', day: ORDINARY_DAY },
];
