import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeKey } from '../../server/wanted.ts';
import type { Job, Tool } from '../tool.ts';

const TAP = fileURLToPath(new URL('../../python/tap.py', import.meta.url));

/**
 * The earliest possible, because it drops visitors that were last changed before its start date, and for some that time
 * is 0.
 */
const START_DATE = '1970-01-01';

/** Streams that tap-pendo reads object by object, with the stream of the objects that it must read first. */
const PARENTS: Partial<Record<Job['stream'], string>> = { page_events: 'pages', guide_events: 'guides' };

/** tap-pendo, the Singer tap, without its pauses. */
export function tap(): Tool {
  return {
    name: 'tap-pendo 1.2.0 (its pauses left out)',
    kind: 'command',
    needsPython: true,
    gzip: false,
    cores: 'one',
    size: { full: 8, quick: 0.75, rounds: 1 },
    async prepare(job) {
      if (job.python === undefined) throw new Error('tap-pendo needs its Python environment.');
      const streams = [PARENTS[job.stream], job.stream].filter((name) => name !== undefined).join(',');
      const argv = [join(job.python.tap, 'python'), TAP, job.url, writeKey(job), START_DATE, streams];
      return { argv, linePrefix: `{"type": "RECORD", "stream": "${job.stream}"` };
    },
  };
}
