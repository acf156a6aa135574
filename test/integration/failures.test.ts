import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { withoutProxies } from '../../demo/environment.ts';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import { discoverCatalog } from '../helpers/discover-catalog.ts';
import { inThisProcess } from '../helpers/in-this-process.ts';
import { checkReadRun } from '../helpers/read-rules.ts';
import { configuredCatalog, EXECUTABLE, type Run, read } from '../helpers/run.ts';

let emulator: Emulator;
let config: Record<string, unknown>;
let catalog: Awaited<ReturnType<typeof discoverCatalog>>;

beforeAll(async () => {
  emulator = await startEmulator({ scale: 'tiny' });
  config = { integration_key: 'emulator-key.us', start_date: '2026-06-11', base_url: emulator.url };
  catalog = await discoverCatalog(config);
});
beforeEach(() => emulator.faults.clear());
afterAll(() => emulator.close());

function readStreams(streams: readonly string[], changes: Record<string, unknown> = {}): Promise<Run> {
  return read({ ...config, ...changes }, configuredCatalog(catalog, { streams }), { by: inThisProcess });
}

function statusesOf(run: Run, stream: string): unknown[] {
  return run.messages.flatMap(({ trace }) => {
    const status = (trace as { stream_status?: { stream_descriptor: { name: string }; status: string } } | undefined)
      ?.stream_status;
    return status?.stream_descriptor.name === stream ? [status.status] : [];
  });
}

function errorsOf(run: Run): { message: string; failure_type: string; stream_descriptor?: { name: string } }[] {
  return run.messages.flatMap(({ trace }) => {
    const error = (trace as { error?: ReturnType<typeof errorsOf>[number] } | undefined)?.error;
    return error === undefined ? [] : [error];
  });
}

describe('a stream that fails', () => {
  test('is INCOMPLETE with its own error, the others finish, and the exit code is 1', async () => {
    emulator.faults.add({ match: { path: '/feature' }, status: 404, body: 'not here' });
    const run = await readStreams(['pages', 'features', 'track_types']);
    expect(run.exitCode).toBe(1);
    expect(statusesOf(run, 'features').at(-1)).toBe('INCOMPLETE');
    expect(statusesOf(run, 'pages').at(-1)).toBe('COMPLETE');
    expect(statusesOf(run, 'track_types').at(-1)).toBe('COMPLETE');
    const [own, summary] = errorsOf(run);
    expect(own).toMatchObject({ stream_descriptor: { name: 'features' }, failure_type: 'system_error' });
    expect(summary?.message).toContain('1 of 3 streams failed: features');
    expect(
      checkReadRun(run.messages, configuredCatalog(catalog, { streams: ['pages', 'features', 'track_types'] }), run),
    ).toEqual([]);
  });

  test('because the key is refused ends all streams as one config error', async () => {
    // Good at the start, and revoked before the first request for rows.
    emulator.faults.add({ match: { source: 'pageEvents' }, status: 403 });
    emulator.faults.add({ match: { path: '/token/verify', nth: 2, times: 99 }, status: 403 });
    const run = await readStreams(['page_events', 'visitor_history', 'visitors', 'accounts', 'guides'], {
      advanced: { max_concurrency: 1 },
    });
    expect(run.exitCode).toBe(1);
    expect(statusesOf(run, 'page_events').at(-1)).toBe('INCOMPLETE');
    expect(statusesOf(run, 'visitor_history').at(-1)).toBe('INCOMPLETE');
    for (const error of errorsOf(run)) expect(error.failure_type).toBe('config_error');
  });

  test('because Pendo refuses one request does not end the others, and its error says that the key is good', async () => {
    const refusal = { status: 403, body: '<html>blocked</html>', retryAfter: { seconds: 0 } };
    const refused = emulator.faults.add({ match: { source: 'pageEvents' }, ...refusal });
    const run = await readStreams(['page_events', 'visitors', 'guides']);
    expect(run.exitCode).toBe(1);
    expect(refused.fired).toBeGreaterThan(1);
    expect(statusesOf(run, 'visitors').at(-1)).toBe('COMPLETE');
    expect(statusesOf(run, 'guides').at(-1)).toBe('COMPLETE');
    const [own] = errorsOf(run);
    expect(own).toMatchObject({ stream_descriptor: { name: 'page_events' }, failure_type: 'system_error' });
    expect(own?.message).toContain('Pendo takes the integration key');
  });

  test('because of a wrong key fails before any stream starts, with one config error', async () => {
    const run = await readStreams(['pages', 'visitors'], { integration_key: 'some-other-key' });
    expect(run.exitCode).toBe(1);
    expect(errorsOf(run)).toHaveLength(1);
    expect(errorsOf(run)[0]).toMatchObject({ failure_type: 'config_error' });
    expect(JSON.stringify(run.messages)).not.toContain('some-other-key');
  });
});

describe('an answer with a fault that passes', () => {
  const faults: [string, Parameters<Emulator['faults']['add']>[0]][] = [
    ['a 500', { match: { source: 'pageEvents', nth: 1 }, status: 500 }],
    ['a 429 with Retry-After', { match: { source: 'pageEvents', nth: 1 }, status: 429, retryAfter: { seconds: 1 } }],
    ['a 504', { match: { source: 'pageEvents', nth: 1 }, status: 504 }],
    ['a memory limit', { match: { source: 'pageEvents', nth: 1 }, status: 400, body: 'Query exceeded memory limit' }],
    ['a connection that breaks', { match: { source: 'pageEvents', nth: 1 }, reset: true }],
    ['a body that breaks off', { match: { source: 'pageEvents', nth: 1 }, cut: { afterRows: 3 } }],
    ['a body that ends early', { match: { source: 'pageEvents', nth: 1 }, truncate: { afterRows: 3 } }],
    [
      'a page of HTML',
      { match: { source: 'pageEvents', nth: 1 }, body: '<html>oops</html>', contentType: 'text/html' },
    ],
  ];
  test.each(faults)('%s is asked for again and loses no row', async (_name, fault) => {
    const whole = await readStreams(['page_events']);
    const added = emulator.faults.add(fault);
    const run = await readStreams(['page_events']);
    expect(added.fired).toBe(1);
    expect(run.exitCode).toBe(0);
    const records = (of: Run) =>
      of.messages
        .flatMap(({ record }) =>
          record === undefined ? [] : [JSON.stringify({ ...record.data, bucket_read_at: undefined })],
        )
        .sort();
    expect(records(run)).toEqual(records(whole));
    expect(records(run).length).toBeGreaterThan(0);
  });
});

test('A status tells Airbyte that Pendo makes a stream wait, and until when', async () => {
  emulator.faults.add({ match: { source: 'pageEvents', nth: 1 }, status: 429, retryAfter: { seconds: 1 } });
  const run = await readStreams(['page_events']);
  const reasons = run.messages.flatMap(({ trace }) => {
    const status = (trace as { stream_status?: { status: string; reasons?: unknown[] } } | undefined)?.stream_status;
    return status?.reasons === undefined ? [] : [status];
  });
  expect(reasons).toMatchObject([{ status: 'RUNNING', reasons: [{ type: 'RATE_LIMITED' }] }]);
  expect(run.exitCode).toBe(0);
});

test('SIGTERM during a read ends it within seconds, never with exit code 0', async () => {
  emulator.faults.add({ match: { source: 'pageEvents' }, stall: { afterRows: 2 } });
  const run = await read(config, configuredCatalog(catalog, { streams: ['page_events'] }), {
    onLine: (line, child) => {
      if (line.includes('RUNNING')) setTimeout(() => child.kill('SIGTERM'), 300);
    },
    timeoutMs: 15_000,
  });
  expect([run.exitCode, run.signal]).not.toEqual([0, null]);
  expect(statusesOf(run, 'page_events')).not.toContain('COMPLETE');
  for (const error of errorsOf(run)) expect(error.message).not.toContain('not written for');
});

test('a reader that closes the pipe ends the process, and stderr stays empty', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'source-pendo-'));
  const configPath = join(folder, 'config.json');
  const catalogPath = join(folder, 'catalog.json');
  await writeFile(configPath, JSON.stringify(config));
  await writeFile(catalogPath, JSON.stringify(configuredCatalog(catalog)));
  const child = spawn(EXECUTABLE, ['read', '--config', configPath, '--catalog', catalogPath], {
    env: withoutProxies(process.env),
  });
  let stderr = '';
  child.stderr.on('data', (text) => (stderr += String(text)));
  child.stdout.once('data', () => child.stdout.destroy());
  const exitCode = await new Promise((resolve) => child.once('close', resolve));
  await rm(folder, { recursive: true });
  expect(stderr).toBe('');
  expect(exitCode).not.toBe(0);
});
