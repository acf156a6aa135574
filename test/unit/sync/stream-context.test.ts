import { describe, expect, test } from 'vitest';
import { createStreamContext } from '../../../src/sync/stream-context.ts';

function setUp() {
  const messages: Record<string, unknown>[] = [];
  const output = {
    async write(lines: string | Uint8Array) {
      for (const line of String(lines).trim().split('\n')) messages.push(JSON.parse(line));
    },
    async flush() {},
  };
  const stop = new AbortController();
  const context = createStreamContext({ stream: 'pages', output, now: () => 0, signal: stop.signal });
  const states = () =>
    messages.flatMap(({ state }) => {
      const { stream, sourceStats } = (state ?? {}) as {
        stream?: { stream_state: unknown };
        sourceStats?: { recordCount: number };
      };
      return stream === undefined ? [] : [[stream.stream_state, sourceStats?.recordCount]];
    });
  return { context, stop, states, messages };
}

const records = (count: number) => ({ lines: '{"type":"RECORD"}\n'.repeat(count), records: count });

describe('A stream context', () => {
  test('counts the records since the last state', async () => {
    const { context, states } = setUp();
    await context.emit(records(3));
    await context.checkpoint({ day: 1 });
    await context.emit(records(2));
    await context.emit(records(1));
    await context.checkpoint({ day: 2 });
    expect(states()).toEqual([
      [{ day: 1 }, 3],
      [{ day: 2 }, 3],
    ]);
    expect(context.records).toBe(6);
  });

  test('prints no state twice, but counts every record', async () => {
    const { context, states } = setUp();
    await context.checkpoint({ day: 1 });
    await context.checkpoint({ day: 1 });
    await context.emit(records(2));
    await context.checkpoint({ day: 1 });
    await context.finish();
    expect(states()).toEqual([
      [{ day: 1 }, 0],
      [{ day: 1 }, 2],
    ]);
  });

  test('prints neither records nor states once the sync ends early', async () => {
    const { context, stop, messages } = setUp();
    stop.abort(new Error('Stopped.'));
    await expect(async () => context.emit(records(1))).rejects.toThrow('Stopped.');
    await expect(async () => context.checkpoint({ day: 1 })).rejects.toThrow('Stopped.');
    expect(messages).toEqual([]);
  });
});
