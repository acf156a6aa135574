import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const TIMEOUT_MS = 60_000;

export interface Ended {
  readonly code: number;
  readonly stdout: string;
}

/** Runs Docker's client to its end. A container's own failure is a code; rejects when the client takes too long or is not there. */
export async function docker(...args: readonly string[]): Promise<Ended> {
  try {
    const { stdout } = await promisify(execFile)('docker', args, { timeout: TIMEOUT_MS, maxBuffer: 2 ** 28 });
    return { code: 0, stdout };
  } catch (error) {
    const { code, stdout } = error as { code?: unknown; stdout?: unknown };
    if (typeof code !== 'number') throw error;
    return { code, stdout: String(stdout) };
  }
}
