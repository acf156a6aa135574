import { fileURLToPath } from 'node:url';
import { writeKey } from '../../server/wanted.ts';
import { FAST, type Tool } from '../tool.ts';

const FLOOR = fileURLToPath(new URL('./floor-main.ts', import.meta.url));

/** A lower bound for the cost of reading every row. All tools are compared with `parse`. */
export function floor(name: 'drain' | 'scan' | 'parse', title: string): Tool {
  return {
    name: title,
    kind: 'floor',
    isReference: name === 'parse',
    gzip: false,
    cores: 'one',
    size: FAST,
    prepare: async (job) => ({ argv: [process.execPath, FLOOR, name, job.url, writeKey(job)], linePrefix: '{' }),
  };
}
