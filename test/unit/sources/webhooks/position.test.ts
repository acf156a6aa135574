import { expect, test } from 'vitest';
import { comparableId, readPosition, whyAnotherInbox } from '../../../../src/sources/webhooks/position.ts';

const POSITION = { sequence: 7, inbox: 'A', uniqueId: 'seven' };
const AT_7 = { sequence: 7, uniqueId: 'seven' };
const SAME = undefined;
const NEW = 'the receiver has a new inbox';
const OLDER = "the receiver's inbox is an older one";
const OVERTAKEN = "the receiver's inbox is an older one that has taken other events since";

test.each([
  ['the same event at the sequence', POSITION, { inboxId: 'A', lastSequence: 9 }, AT_7, SAME],
  ['nothing newer', POSITION, { inboxId: 'A', lastSequence: 7 }, AT_7, SAME],
  [
    'a later event first, since ours was deleted',
    POSITION,
    { inboxId: 'A', lastSequence: 9 },
    { sequence: 9, uniqueId: 'x' },
    SAME,
  ],
  ['no event, since all were deleted', POSITION, { inboxId: 'A', lastSequence: 9 }, undefined, SAME],
  ['another id', POSITION, { inboxId: 'B', lastSequence: 9 }, AT_7, NEW],
  ['another id and nothing in it', POSITION, { inboxId: 'B', lastSequence: 0 }, undefined, NEW],
  ['a last sequence before ours', POSITION, { inboxId: 'A', lastSequence: 6 }, undefined, OLDER],
  [
    'another event at our sequence',
    POSITION,
    { inboxId: 'A', lastSequence: 9 },
    { sequence: 7, uniqueId: 'x' },
    OVERTAKEN,
  ],
  [
    'another event, from a receiver without headers',
    POSITION,
    { inboxId: undefined, lastSequence: undefined },
    { sequence: 7, uniqueId: 'x' },
    OVERTAKEN,
  ],
  ['no headers', POSITION, { inboxId: undefined, lastSequence: undefined }, AT_7, SAME],
  [
    'any event, for a state of an older version',
    { ...POSITION, uniqueId: undefined },
    { inboxId: 'A', lastSequence: 9 },
    { sequence: 7, uniqueId: 'x' },
    SAME,
  ],
  [
    'any inbox, for a state without one',
    { ...POSITION, inbox: undefined },
    { inboxId: 'B', lastSequence: 9 },
    AT_7,
    SAME,
  ],
  [
    'any inbox, at the beginning',
    { ...POSITION, sequence: 0 },
    { inboxId: 'B', lastSequence: 9 },
    { sequence: 1, uniqueId: 'x' },
    SAME,
  ],
] as const)('a page with %s is judged rightly', (_name, position, page, first, reason) => {
  expect(whyAnotherInbox(position, page, first)).toBe(reason);
});

test('ids that a JSON store may refuse are stored in a form that it accepts, and remain distinct', () => {
  const ids = ['plain', 'é🦊', 'a\0', 'a\0b', '\ud83d', '\udd8a'];
  const kept = ids.map(comparableId);
  expect(new Set(kept).size).toBe(ids.length);
  expect(kept.slice(0, 2)).toEqual(ids.slice(0, 2));
  for (const id of kept) expect(id.isWellFormed() && !id.includes('\0')).toBe(true);
});

test.each([
  [undefined, { sequence: 0, inbox: undefined, uniqueId: undefined }],
  [{ sequence: 5 }, { sequence: 5, inbox: undefined, uniqueId: undefined }],
  [
    { sequence: 5, inbox: 'A' },
    { sequence: 5, inbox: 'A', uniqueId: undefined },
  ],
  [
    { sequence: 5, inbox: 'A', unique_id: 'x' },
    { sequence: 5, inbox: 'A', uniqueId: 'x' },
  ],
])('the state %j is read', (state, position) => {
  expect(readPosition(state, 'webhook_events')).toEqual(position);
});
