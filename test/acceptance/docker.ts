import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const TIMEOUT_MS = 60_000;

export interface Ended {
  readonly code: number;
  readonly stdout: string;
}

/**
 * Runs the Docker client to its end. A failing container gives an exit code. Rejects if the client takes too long or is
 * missing.
 */
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
