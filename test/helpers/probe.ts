import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SCALES, type Scale } from '../../emulator/data/index.ts';
import { runCli } from '../../src/cli.ts';

/** The smallest subscription about which probe can judge everything, even months after its start. */
export const QUIET: Scale = {
  ...SCALES.tiny,
  rowsPerDay: { events: 200, pageEvents: 250, featureEvents: 60, trackEvents: 30 },
  singleEventsPerDay: { guideEvents: 20, pollEvents: 15 },
  burst: 2,
};

export interface ProbeRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProbedBelief {
  readonly id: string;
  readonly group: string;
  readonly verdict: 'agrees' | 'differs' | 'unknown';
  readonly assumes: string;
  readonly seen: string;
  readonly if_wrong: string;
  readonly is_essential: boolean;
}

export interface ProbeDocument {
  readonly is_good: boolean;
  readonly counts: Readonly<Record<ProbedBelief['verdict'], number>>;
  readonly requests: number;
  readonly beliefs: readonly ProbedBelief[];
  readonly sizes: readonly string[];
  readonly advice: readonly string[];
}

/** Runs `probe` in this process. `now` is what the machine's clock says. */
export async function runProbeHere(
  config: object,
  now: () => number,
  ...options: readonly string[]
): Promise<ProbeRun> {
  const folder = await mkdtemp(join(tmpdir(), 'source-pendo-test-'));
  let [stdout, stderr] = ['', ''];
  const output = {
    async write(text: string | Uint8Array) {
      stdout += typeof text === 'string' ? text : Buffer.from(text).toString('utf8');
    },
    async flush() {},
  };
  const tellPerson = (text: string) => {
    stderr += text;
  };
  const signal = new AbortController().signal;
  try {
    const path = join(folder, 'config.json');
    await writeFile(path, JSON.stringify(config));
    const tools = { output, tellPerson, now, random: Math.random, signal, env: {}, firstBackoffMs: 2 };
    const exitCode = await runCli(['probe', '--config', path, ...options], tools);
    return { exitCode, stdout, stderr };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
