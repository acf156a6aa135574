import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { STREAM_GROUPS } from '../../../demo/groups.ts';
import { STREAMS } from '../../../src/streams/index.ts';

test('Every stream that is read from Pendo is in one group.', () => {
  const pulled = STREAMS.filter(({ source }) => source.kind !== 'webhooks').map(({ name }) => name);
  expect(Object.values(STREAM_GROUPS).flat().sort()).toEqual(pulled.sort());
});

test('docs/source-pendo.md lists the same groups.', () => {
  const page = readFileSync(new URL('../../../docs/source-pendo.md', import.meta.url), 'utf8');
  const [, section = ''] = page.split('\n## Supported Streams\n');
  const items = [...section.split('\n## ')[0]!.matchAll(/^- \*\*(.+?)\*\*: ([^.]+)\./gm)];
  const listed = items.map(([, group = '', streams = '']) => [
    group,
    [...streams.matchAll(/`(\w+)`/g)].map(([, name]) => name),
  ]);
  expect(Object.fromEntries(listed)).toEqual(STREAM_GROUPS);
});
