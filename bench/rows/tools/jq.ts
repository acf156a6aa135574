import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeKey } from '../../server/wanted.ts';
import type { Tool } from '../tool.ts';
import { fetchAnswer } from './fetch-answer.ts';

/** jq has no HTTP client, so it reads the served bytes from a file. */
export function jq(): Tool {
  return {
    name: "jq -c '.results[]'",
    kind: 'command',
    gzip: false,
    cores: 'one',
    size: { full: 20, quick: 2, rounds: 3 },
    async prepare(job) {
      const path = join(job.folder, `${writeKey(job)}.json`);
      if (!existsSync(path)) await writeFile(path, await fetchAnswer(job.url, writeKey(job), job.shape.source));
      return { argv: ['jq', '-c', '.results[]', path], linePrefix: '{' };
    },
  };
}

export function hasJq(): boolean {
  try {
    execFileSync('jq', ['--version']);
    return true;
  } catch {
    return false;
  }
}
