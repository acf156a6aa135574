import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const EXECUTABLE = fileURLToPath(new URL('../../bin/source-pendo', import.meta.url));
const SAMPLE_EVERY_MS = 50;
const LINE_FEED = 0x0a;

/** `slow` sleeps before it begins to read, and again after each burst, so that the pipe is full most of the time. */
export type ReaderPace = 'fast' | 'slow';
const SLOW = { firstSleepMs: 5000, burstBytes: 8 * 1024 * 1024, sleepMs: 200 };

export interface MeasuredRead {
  readonly exitCode: number | null;
  readonly lines: number;
  readonly bytes: number;
  readonly seconds: number;
  /** The peak memory of the process, as the kernel counts it. */
  readonly peakBytes: number;
  readonly lastLine: string;
  readonly stderr: string;
}

/** Runs the executable, reads its stdout at this pace, and watches its memory until it ends. */
export async function measureRead(args: readonly string[], pace: ReaderPace): Promise<MeasuredRead> {
  const startedAt = performance.now();
  const child = spawn(EXECUTABLE, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const closed = once(child, 'close');
  const watched = watchMemory(child);
  const read = await readAll(child.stdout, pace);
  const [exitCode] = await closed;
  const seconds = (performance.now() - startedAt) / 1000;
  return { ...read, exitCode, seconds, stderr, peakBytes: await watched };
}

async function readAll(
  stdout: AsyncIterable<Buffer>,
  pace: ReaderPace,
): Promise<Pick<MeasuredRead, 'lines' | 'bytes' | 'lastLine'>> {
  if (pace === 'slow') await sleep(SLOW.firstSleepMs);
  let lines = 0;
  let bytes = 0;
  let burst = 0;
  let tail = Buffer.alloc(0);
  for await (const chunk of stdout) {
    for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, at + 1)) lines += 1;
    bytes += chunk.length;
    tail = Buffer.concat([tail.subarray(-1000), chunk.subarray(-1000)]);
    burst += chunk.length;
    if (pace === 'fast' || burst < SLOW.burstBytes) continue;
    burst = 0;
    await sleep(SLOW.sleepMs);
  }
  return { lines, bytes, lastLine: tail.toString('utf8').trim().split('\n').at(-1) ?? '' };
}

/** The kernel keeps the peak itself, so samples miss nothing except what comes after the last one. */
async function watchMemory(child: ChildProcess): Promise<number> {
  let peakBytes = 0;
  while (child.exitCode === null && child.signalCode === null) {
    peakBytes = Math.max(peakBytes, await peakOf(child.pid));
    await sleep(SAMPLE_EVERY_MS);
  }
  return peakBytes;
}

async function peakOf(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return Number(kibibytes ?? 0) * 1024;
}
