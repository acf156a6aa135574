import { join } from 'node:path';
import { readCommand } from '../../common/our-read.ts';
import { writeKey } from '../../server/wanted.ts';
import { FAST, type Tool } from '../tool.ts';
import { DAYS } from './days.ts';

const LARGEST_PAGE = 50_000;

/**
 * `read` of one stream with the executable, from the socket to stdout. All events are in one window, so in one answer.
 */
export function ourRead(name: string, how: Pick<Tool, 'gzip' | 'cores'>): Tool {
  return {
    name,
    kind: 'command',
    ...how,
    size: FAST,
    async prepare(job) {
      const folder = join(job.folder, `${job.stream}-${job.rows}-${how.gzip ? 'gzip' : 'plain'}`);
      const config = {
        integration_key: writeKey(job),
        base_url: job.url,
        start_date: DAYS.first,
        end_date: DAYS.last,
        advanced: { page_size: LARGEST_PAGE },
      };
      const argv = await readCommand({ folder, config, streams: [job.stream] });
      return { argv, linePrefix: `{"type":"RECORD","record":{"stream":"${job.stream}"` };
    },
  };
}
