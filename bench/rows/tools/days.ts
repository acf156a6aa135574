/** A range that contains the day of all prepared events. */
export const DAYS = { first: '2026-06-10', last: '2026-06-13' };
