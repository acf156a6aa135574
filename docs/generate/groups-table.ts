import { STREAM_GROUPS } from '../../demo/groups.ts';
import { STREAMS } from '../../src/streams/index.ts';
import { table } from './markdown.ts';

/** The README's table: one line per group of streams, each stream with a link to its section of docs/streams.md. */
export function groupsTable(): string {
  const webhooks = STREAMS.filter(({ source }) => source.kind === 'webhooks').map(({ name }) => name);
  const groups = Object.entries({ ...STREAM_GROUPS, Webhooks: webhooks });
  return table(
    ['group', 'streams'],
    groups.map(([group, names]) => [group, names.map(streamLink).join(', ')]),
  );
}

function streamLink(name: string): string {
  return `[\`${name}\`](docs/streams.md#${name})`;
}
