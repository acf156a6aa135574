import { describe, expect, it } from 'vitest';
import { statesOf } from '../../../../emulator/data/events/seen.ts';
import type { PendoRow } from '../../../../emulator/types.ts';
import { DAY_MS, dig, everything, objectsOf } from '../data/rows.ts';
import { AT, changed, commonest, rowsAt } from './changed.ts';

const RESET = AT - DAY_MS;
const still = changed([]);
const guideId = commonest(rowsAt(still, 'pollEvents', AT), 'guideId');
const subscription = changed([{ kind: 'resetGuide', guideId, at: RESET }]);

describe('the reset of a guide', () => {
  it.each(['guideEvents', 'pollEvents'] as const)('deletes its %s of before, and no others', (source) => {
    const all = rowsAt(still, source, AT);
    const left = all.filter((row) => row.guideId !== guideId || Number(row.browserTime) >= RESET);
    expect(left.length).toBeLessThan(all.length);
    expect(left.some((row) => row.guideId === guideId)).toBe(true);
    expect(rowsAt(subscription, source, AT)).toEqual(left);
  });

  it.each([
    ['guidesSeenEver', 'guideEvents'],
    ['pollsSeenEver', 'pollEvents'],
  ] as const)('leaves in %s what the rest of %s says', (states, source) => {
    const { appIds, blacklist } = everything(subscription);
    const rows = [...subscription.seen(states, { appIds, blacklist }, AT)];
    const all = [...still.seen(states, { appIds, blacklist }, AT)];
    expect(rows).toEqual([...statesOf(states, rowsAt(subscription, source, AT))]);
    expect(rows.length).toBeLessThan(all.length);
  });

  it('raises resetAt of the guide, its steps and its polls, without an edit', () => {
    const guideAt = (now: number) => objectsOf(subscription, 'guides', now).find(({ id }) => id === guideId);
    const resets = (guide: PendoRow | undefined) =>
      [guide, ...asRows(guide?.steps), ...asRows(guide?.polls)].map((part) => part?.resetAt);
    expect(resets(guideAt(AT)).length).toBeGreaterThan(2);
    expect(new Set(resets(guideAt(AT)))).toEqual(new Set([RESET]));
    expect(new Set(resets(guideAt(RESET - 1)))).toEqual(new Set([0]));
    const editedAt = objectsOf(still, 'guides', AT).find(({ id }) => id === guideId)?.lastUpdatedAt;
    expect(guideAt(AT)?.lastUpdatedAt).toBe(editedAt);
  });

  it('shows in the versions that come later, and not in older ones', () => {
    const later = AT + 40 * DAY_MS;
    const versions = [...(subscription.guideVersions(guideId, later) ?? [])];
    const older = [...(still.guideVersions(guideId, RESET) ?? [])].length;
    const resets = versions.map((version) => dig(version, 'resetAt'));
    expect(versions.length).toBeGreaterThan(older);
    expect(resets).toEqual(versions.map((_, place) => (place < versions.length - older ? RESET : 0)));
    expect([...(subscription.guideVersions('unknown', later) ?? ['none'])]).toEqual(['none']);
  });
});

function asRows(value: unknown): readonly PendoRow[] {
  return Array.isArray(value) ? value : [];
}
