import { expect, test } from 'vitest';
import { ASKED_GROUPS } from '../../../src/probe/beliefs/index.ts';
import { ENDPOINTS } from '../../../src/probe/endpoints.ts';
import { STREAMS } from '../../../src/streams/index.ts';

const BELIEFS = ASKED_GROUPS.flatMap(({ beliefs }) => beliefs);
/** They ask no source or endpoint of their own: users come from the lists, webhooks from our receiver. */
const WITHOUT_ENDPOINT = ['users', 'data_freshness', 'webhooks'];

test('each belief has an id of its own, and says what happens if it is wrong', () => {
  const ids = BELIEFS.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)]);
  expect(ids.filter((id) => !/^[a-z]+(-[a-z]+)*$/.test(id))).toEqual([]);
  expect(BELIEFS.filter(({ ifWrong }) => !/^\S.+\.$/.test(ifWrong))).toEqual([]);
});

test('every stream that is read from Pendo stands with the source or endpoint that it is read from', () => {
  const asked = ENDPOINTS.flatMap(({ streams }) => streams.map(({ name }) => name));
  const read = STREAMS.filter(({ source }) => !WITHOUT_ENDPOINT.includes(source.kind)).map(({ name }) => name);
  expect(asked.toSorted()).toEqual(read.toSorted());
});

test('the first stream of an endpoint is not made of parts of its rows', () => {
  const made = ENDPOINTS.filter(({ streams: [first] }) => first.explode !== undefined);
  expect(made.map(({ id }) => id)).toEqual([]);
});
