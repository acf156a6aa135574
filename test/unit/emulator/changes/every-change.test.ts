import { describe, expect, it } from 'vitest';
import { withChanges } from '../../../../emulator/changes/index.ts';
import type { Change } from '../../../../emulator/changes/types.ts';
import { DEFAULT_NOW } from '../../../../emulator/data/index.ts';
import { DAY_MS, HOUR_MS, objectsOf, tiny } from '../data/rows.ts';
import { AT, allOf, changed, commonest, PERIODS, rowsAt, sumOf } from './changed.ts';

const still = changed([]);
const stillBefore = allOf(still, AT - 1);
const stillAt = allOf(still, AT);
const objectId = commonest(rowsAt(still, 'pageEvents', AT), 'pageId');
const guideId = commonest(rowsAt(still, 'guideEvents', AT), 'guideId');
const visitorId = commonest(rowsAt(still, 'events', AT), 'visitorId');
const [page] = objectsOf(still, 'pages');
const retag = { kind: 'retag', source: 'pageEvents', objectId, at: AT } as const;
const day = DEFAULT_NOW - 3 * DAY_MS;

const CHANGES: readonly Change[] = [
  { ...retag, matches: 'fewer', refill: 'atOnce' },
  { ...retag, matches: 'more', refill: 'atOnce' },
  { ...retag, matches: 'moved', refill: 'backwards' },
  { kind: 'resetGuide', guideId, at: AT },
  { kind: 'deleteObject', list: 'pages', id: String(page?.id), at: AT },
  { kind: 'editObject', list: 'pages', id: String(page?.id), fields: { name: 'renamed' }, at: AT },
  { kind: 'deleteVisitor', visitorId, at: AT },
  { kind: 'lateRows', source: 'trackEvents', day, rows: 3, at: AT },
  { kind: 'lateRows', source: 'guideEvents', day, rows: 3, at: AT },
  { kind: 'excludeVisitor', visitorId, excluded: true, at: AT },
  { kind: 'moveZone', timeZone: 'Asia/Tokyo', at: AT },
];

describe.each(CHANGES.map((change) => [JSON.stringify(change), change] as const))('the change %s', (_, change) => {
  it('changes nothing before its time, and something from then on', () => {
    const subscription = changed([change]);
    expect(allOf(subscription, AT - 1)).toEqual(stillBefore);
    expect(allOf(subscription, AT)).not.toEqual(stillAt);
  });

  it('keeps the sum of each day equal to that of its hours, and the same rows in every period', () => {
    const subscription = changed([change]);
    for (const now of [AT, AT + HOUR_MS, AT + 5 * DAY_MS]) expectPeriodsAgree(subscription, now);
  });
});

function expectPeriodsAgree(subscription: ReturnType<typeof changed>, now: number): void {
  const world = subscription.at(now);
  for (const source of ['events', 'pageEvents', 'featureEvents', 'trackEvents'] as const) {
    const perPeriod = PERIODS.map((period) => rowsAt(subscription, source, now, { period }));
    const totals = perPeriod.map((rows) => sumOf(rows, 'numEvents'));
    expect(totals).toEqual(totals.map(() => totals[0]));
    const [hours = [], days = [], weeks = [], months = []] = perPeriod;
    const ofHours = Map.groupBy(hours, (row) => world.bucketStart('dayRange', Number(row.hour)));
    const ofDays = Map.groupBy(days, (row) => Number(row.day));
    expect([...ofHours.keys()].sort()).toEqual([...ofDays.keys()].sort());
    for (const [start, rows] of ofDays) {
      expect(world.bucketStart('dayRange', start)).toBe(start);
      expect(sumOf(ofHours.get(start) ?? [], 'numEvents')).toBe(sumOf(rows, 'numEvents'));
      expect(rows.every(({ firstTime }) => world.bucketStart('dayRange', Number(firstTime)) === start)).toBe(true);
    }
    expect([weeks.length, months.length]).toEqual([days.length, days.length]);
  }
}

describe('a subscription with changes', () => {
  it('has the same rows for the same changes, whatever was read before', () => {
    const once = allOf(changed(CHANGES), AT + DAY_MS);
    const subscription = changed(CHANGES);
    for (const now of [AT - 1, AT + 2 * DAY_MS, AT]) allOf(subscription, now);
    expect(allOf(subscription, AT + DAY_MS)).toEqual(once);
  });

  it('applies a change that is added later, and undoes one that is removed', () => {
    const list: Change[] = [];
    const subscription = changed(list);
    expect(subscription.visitor(visitorId, AT)).toBeDefined();
    list.push({ kind: 'deleteVisitor', visitorId, at: AT });
    expect(subscription.visitor(visitorId, AT)).toBeUndefined();
    list.length = 0;
    expect(subscription.visitor(visitorId, AT)).toBeDefined();
  });

  it('is the original subscription before the first change', () => {
    const subscription = tiny();
    expect(withChanges(subscription, CHANGES).at(AT - 1)).toBe(subscription);
  });

  it('can be changed again', () => {
    const list: Change[] = [{ kind: 'moveZone', timeZone: 'Asia/Tokyo', at: AT }];
    const twice = withChanges(changed(list), [{ kind: 'deleteVisitor', visitorId, at: AT }]);
    expect(twice.at(AT).timeZone).toBe('Asia/Tokyo');
    expect(twice.visitor(visitorId, AT)).toBeUndefined();
    list.length = 0;
    expect(twice.at(AT).timeZone).toBe('America/New_York');
  });
});
