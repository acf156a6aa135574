import { EventEmitter, once } from 'node:events';
import { expect, test } from 'vitest';
import { createLog } from '../../../src/airbyte/log.ts';
import { runStreams } from '../../../src/sync/run-streams.ts';
import type { StreamTask } from '../../../src/sync/types.ts';

const RECORD = `${JSON.stringify({ type: 'RECORD', record: { stream: 's', data: { a: 1 }, emitted_at: 1 } })}\n`;

/**
 * Runs one stream with a fast heartbeat. `lines` are short: the cursor of a state with its count, a status, or
 * "record".
 */
async function run(
  read: (lines: string[], printed: EventEmitter, context: Parameters<StreamTask['read']>[0]) => Promise<void>,
) {
  const lines: string[] = [];
  const printed = new EventEmitter();
  const write = async (line: string | Uint8Array) => {
    lines.push(shortForm(String(line)));
    printed.emit('line');
  };
  const output = { write, flush: async () => {} };
  const log = createLog({ output: { ...output, write: async () => {} }, redact: (text) => text });
  const task: StreamTask = { name: 's', read: (context) => read(lines, printed, context) };
  const complete = await runStreams([task], {
    output,
    log,
    now: Date.now,
    redact: (text) => text,
    maxConcurrency: 1,
    signal: new AbortController().signal,
    heartbeatMs: 5,
  });
  return { lines, complete };
}

function shortForm(line: string): string {
  const { record, state, trace } = JSON.parse(line);
  if (state !== undefined) return `${state.stream.stream_state.day} ${state.sourceStats.recordCount}`;
  return record === undefined ? (trace.stream_status?.status ?? trace.type) : 'record';
}

async function nextLines(printed: EventEmitter, count: number): Promise<void> {
  for (let line = 0; line < count; line += 1) await once(printed, 'line');
}

test('A stream that is silent for long repeats its last state, with a count of no records in between.', async () => {
  const { lines, complete } = await run(async (_lines, printed, context) => {
    await context.emit({ lines: RECORD, records: 1 });
    await context.checkpoint({ day: 1 });
    await nextLines(printed, 2);
    await context.checkpoint({ day: 2 });
  });
  expect(complete).toBe(true);
  expect(lines.filter((line) => line === '1 0').length).toBeGreaterThanOrEqual(2);
  expect(lines.filter((line) => line !== '1 0' && line !== '2 0')).toEqual([
    'STARTED',
    'RUNNING',
    'record',
    '1 1',
    'COMPLETE',
  ]);
});

test('Records that no state covers yet are not counted by a repeated state.', async () => {
  const { lines } = await run(async (_lines, _printed, context) => {
    await context.checkpoint({ day: 1 });
    await context.emit({ lines: RECORD, records: 1 });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await context.checkpoint({ day: 2 });
  });
  const afterRecord = lines.slice(lines.indexOf('record') + 1);
  expect(afterRecord[0]).toBe('2 1');
  expect(lines.at(-1)).toBe('COMPLETE');
});

test('A stream prints nothing after its last status, failed or complete.', async () => {
  for (const fails of [false, true]) {
    const { lines } = await run(async (_lines, _printed, context) => {
      await context.checkpoint({ day: 1 });
      if (fails) throw new Error('broken');
    });
    const length = lines.length;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(lines.length).toBe(length);
  }
});
