/** Days around the one in which all prepared events lie. */
export const DAYS = { first: '2026-06-10', last: '2026-06-13' };
