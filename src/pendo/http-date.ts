const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const TIME = '(\\d{2}):(\\d{2}):(\\d{2})';
/** `Sun, 06 Nov 1994 08:49:37 GMT`: the only form that servers may send today. */
const IMF_FIXDATE = new RegExp(`^([A-Z][a-z]{2}), (\\d{2}) ([A-Z][a-z]{2}) (\\d{4}) ${TIME} GMT$`);
/** `Sunday, 06-Nov-94 08:49:37 GMT` */
const RFC_850 = new RegExp(`^([A-Z][a-z]{2})[a-z]{3,6}, (\\d{2})-([A-Z][a-z]{2})-(\\d{2}) ${TIME} GMT$`);
/** `Sun Nov  6 08:49:37 1994` */
const ASCTIME = new RegExp(`^([A-Z][a-z]{2}) ([A-Z][a-z]{2}) ([ \\d]\\d) ${TIME} (\\d{4})$`);

/**
 * Parses an HTTP date in one of the three forms of RFC 9110. Returns epoch milliseconds, or undefined for anything
 * else. `Date.parse` accepts too much: it reads "0" as the year 2000.
 */
export function parseHttpDate(text: string): number | undefined {
  const fixdate = IMF_FIXDATE.exec(text);
  if (fixdate !== null) {
    const [, weekday, day, month, year, ...time] = fixdate;
    return timeOf({ weekday, year: Number(year), month, day, time });
  }
  const asctime = ASCTIME.exec(text);
  if (asctime !== null) {
    const [, weekday, month, day, hours, minutes, seconds, year] = asctime;
    return timeOf({ weekday, year: Number(year), month, day, time: [hours, minutes, seconds] });
  }
  const [, weekday, day, month, year, ...time] = RFC_850.exec(text) ?? [];
  return timeOf({ weekday, year: 2000 + Number(year), month, day, time });
}

interface Parts {
  readonly weekday: string | undefined;
  readonly year: number;
  readonly month: string | undefined;
  readonly day: string | undefined;
  readonly time: readonly (string | undefined)[];
}

/** Returns undefined unless day, time and weekday exist and agree: formatting the result must give the same text. */
function timeOf({ weekday, year, month, day, time }: Parts): number | undefined {
  const [hours, minutes, seconds] = time.map(Number);
  const ms = Date.UTC(year, MONTHS.indexOf(month ?? ''), Number(day), hours, minutes, seconds);
  if (Number.isNaN(ms)) return undefined;
  const text = `${weekday}, ${String(day).trim().padStart(2, '0')} ${month} ${year} ${time.join(':')} GMT`;
  return new Date(ms).toUTCString() === text ? ms : undefined;
}
