import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTimeZone } from '../../../../emulator/data/time-zone.ts';
import { DAY_MS, HOUR_MS } from './rows.ts';

const FROM = Date.UTC(2026, 0, 1);
const TO = Date.UTC(2027, 0, 1);

describe('the time zone', () => {
  it('puts every day and hour of every whole-hour zone into exactly one bucket', () => {
    const zones = Intl.supportedValuesOf('timeZone').filter(hasWholeHours);
    expect(zones.length).toBeGreaterThan(300);
    for (const name of zones) {
      const lengths = dayLengths(name);
      expect(
        lengths.every((hours) => hours >= 22 && hours <= 26),
        name,
      ).toBe(true);
      expect(lengths.length, name).toBeGreaterThanOrEqual(365);
    }
  });

  it('starts a day when the local date changes', () => {
    const names = ['America/New_York', 'America/Havana', 'America/Santiago', 'Asia/Beirut', 'Pacific/Auckland', 'UTC'];
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.integer({ min: FROM, max: TO }), (name, time) => {
        const zone = createTimeZone(name);
        const start = zone.bucketStart('dayRange', time);
        const next = zone.nextBucket('dayRange', start);
        const date = new Intl.DateTimeFormat('en-CA', { timeZone: name });
        expect(start <= time && time < next).toBe(true);
        expect(date.format(start)).toBe(date.format(time));
        expect(date.format(start - 1)).not.toBe(date.format(start));
        expect(date.format(next - 1)).toBe(date.format(start));
      }),
      { numRuns: 300, seed: 5 },
    );
  });

  it('gives New York a day of 23 hours in spring and one of 25 in autumn', () => {
    const zone = createTimeZone('America/New_York');
    const lengthOf = (noon: number) => {
      const start = zone.bucketStart('dayRange', noon);
      return (zone.nextBucket('dayRange', start) - start) / HOUR_MS;
    };
    expect(lengthOf(Date.UTC(2026, 2, 8, 16))).toBe(23);
    expect(lengthOf(Date.UTC(2026, 10, 1, 16))).toBe(25);
    expect(lengthOf(Date.UTC(2026, 5, 15, 16))).toBe(24);
    expect(zone.bucketStart('dayRange', Date.UTC(2026, 5, 15, 3, 59))).toBe(Date.UTC(2026, 5, 14, 4));
  });

  it('gives Beirut a Saturday of 25 hours, because its clocks go back at midnight', () => {
    const zone = createTimeZone('Asia/Beirut');
    const saturday = zone.bucketStart('dayRange', Date.UTC(2026, 9, 24, 12));
    expect(saturday).toBe(Date.UTC(2026, 9, 23, 21));
    expect(zone.nextBucket('dayRange', saturday)).toBe(Date.UTC(2026, 9, 24, 22));
  });

  it('knows the Sunday, month and quarter of a day', () => {
    const zone = createTimeZone('America/New_York');
    expect(zone.longPeriods(zone.dayOf(Date.UTC(2026, 4, 20, 12)))).toEqual({
      week: Date.UTC(2026, 4, 17, 4),
      month: Date.UTC(2026, 4, 1, 4),
      quarter: Date.UTC(2026, 3, 1, 4),
    });
  });

  it('refuses an unknown name', () => {
    expect(() => createTimeZone('Mars/Olympus')).toThrow(RangeError);
  });
});

/** Asks Intl directly, for one instant per week. */
function hasWholeHours(name: string): boolean {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
  for (let time = FROM; time < TO; time += 7 * DAY_MS) {
    if (!/GMT(?:[+-]\d\d:00)?$/.test(format.format(time))) return false;
  }
  return true;
}

function dayLengths(name: string): number[] {
  const zone = createTimeZone(name);
  const lengths: number[] = [];
  let start = zone.bucketStart('dayRange', FROM);
  while (start < TO) {
    const next = zone.nextBucket('dayRange', start);
    if (zone.bucketStart('dayRange', next) !== next || zone.bucketStart('dayRange', next - 1) !== start) return [];
    lengths.push((next - start) / HOUR_MS);
    start = next;
  }
  return lengths;
}
