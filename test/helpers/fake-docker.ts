import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';

export interface ScriptEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Script {
  readonly path: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Lines of shell that take the place of the Docker client. */
  readonly docker: string;
}

/** Runs a script of the repository to its end, with a fake Docker client. */
export async function runScript({ path, args = [], env = {}, docker }: Script): Promise<ScriptEnd> {
  const folder = await mkdtemp(join(tmpdir(), 'source-pendo-docker-'));
  try {
    await writeFile(join(folder, 'docker'), `#!/bin/sh\n${docker}\n`, { mode: 0o755 });
    const PATH = `${folder}:${process.env.PATH}`;
    const running = promisify(execFile)('bash', [path, ...args], { env: { ...process.env, ...env, PATH } });
    return await running.then(
      (done) => ({ code: 0, ...done }),
      (failed) => failed,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
