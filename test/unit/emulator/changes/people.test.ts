import { describe, expect, it } from 'vitest';
import type { SeenSource } from '../../../../emulator/types.ts';
import { DAY_MS, everything } from '../data/rows.ts';
import { AT, changed, commonest, rowsAt } from './changed.ts';

const still = changed([]);
const visitorId = commonest(
  rowsAt(still, 'guideEvents', AT).filter((row) => !still.isExcluded(String(row.visitorId))),
  'visitorId',
);
const SOURCES = ['events', 'pageEvents', 'guideEvents', 'pollEvents', 'emailEvents', 'singleEvents'] as const;
const SEEN: readonly SeenSource[] = ['guidesSeenEver', 'pollsSeenEver'];

describe('a visitor that is deleted', () => {
  const subscription = changed([{ kind: 'deleteVisitor', visitorId, at: AT }]);

  it('is not found any more', () => {
    const ids = [...subscription.visitors(AT)].map((row) => row.visitorId);
    expect(ids).toEqual([...still.visitors(AT)].map((row) => row.visitorId).filter((id) => id !== visitorId));
    expect(subscription.visitor(visitorId, AT)).toBeUndefined();
    expect(subscription.visitorHistory(visitorId, AT - DAY_MS, AT, AT)).toBeUndefined();
    expect(still.visitorHistory(visitorId, AT - DAY_MS, AT, AT)).toBeDefined();
  });

  it.each(SOURCES)('has no %s', (source) => {
    const others = rowsAt(still, source, AT).filter((row) => row.visitorId !== visitorId);
    expect(rowsAt(subscription, source, AT)).toEqual(others);
  });

  it.each(SEEN)('has no %s', (source) => {
    const query = everything(still);
    const others = [...still.seen(source, query, AT)].filter((row) => row.visitorId !== visitorId);
    expect([...subscription.seen(source, query, AT)]).toEqual(others);
  });

  it('leaves all accounts', () => {
    expect([...subscription.accounts(AT)]).toEqual([...still.accounts(AT)]);
  });
});

describe('a visitor who is put on the exclude list', () => {
  const exclude = { kind: 'excludeVisitor', visitorId, excluded: true, at: AT } as const;
  const subscription = changed([exclude]);
  const onList = (changing: typeof still) =>
    [...changing.list('excludeList', AT)].some(({ value }) => value === visitorId);

  it('is listed and excluded from then on', () => {
    expect([onList(still), onList(subscription)]).toEqual([false, true]);
    expect(subscription.at(AT).isExcluded(visitorId)).toBe(true);
    expect(subscription.at(AT - 1).isExcluded(visitorId)).toBe(false);
  });

  it.each(SOURCES)('moves in %s from the rows that are kept to those that are left out', (source) => {
    const query = (changing: typeof still, blacklist: 'apply' | 'only' | 'ignore') =>
      rowsAt(changing, source, AT, { blacklist });
    const isOther = (row: Readonly<Record<string, unknown>>) => row.visitorId !== visitorId;
    expect(query(subscription, 'apply')).toEqual(query(still, 'apply').filter(isOther));
    expect(query(subscription, 'only').filter(isOther)).toEqual(query(still, 'only'));
    expect(query(subscription, 'only').some((row) => row.visitorId === visitorId)).toBe(true);
    expect(query(subscription, 'ignore')).toEqual(query(still, 'ignore'));
  });

  it('moves in guidesSeenEver too', () => {
    const seen = (changing: typeof still, blacklist: 'apply' | 'only') =>
      [...changing.seen('guidesSeenEver', { ...everything(still), blacklist }, AT)].filter(
        (row) => row.visitorId === visitorId,
      );
    expect(seen(subscription, 'apply')).toEqual([]);
    expect(seen(subscription, 'only')).toEqual(seen(still, 'apply'));
  });

  it('comes back when it is taken off the list', () => {
    const back = changed([exclude, { ...exclude, excluded: false, at: AT + 1 }]);
    expect(onList(back)).toBe(true);
    expect([...back.list('excludeList', AT + 1)]).toEqual([...still.list('excludeList', AT + 1)]);
    expect(rowsAt(back, 'events', AT + 1, { blacklist: 'apply' })).toEqual(
      rowsAt(still, 'events', AT + 1, { blacklist: 'apply' }),
    );
  });
});
