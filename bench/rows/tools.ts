import type { Tool } from './tool.ts';
import { cdk } from './tools/cdk.ts';
import { floor } from './tools/floor.ts';
import { hasJq, jq } from './tools/jq.ts';
import { ourRead } from './tools/our-read.ts';
import { tap } from './tools/tap.ts';

/** The compared tools, in the order of the table. */
export const TOOLS: readonly Tool[] = [
  floor('drain', 'a client that only drains the socket'),
  floor('scan', 'a bare scan for the row ends'),
  floor('parse', 'JSON.parse of the whole body'),
  ourRead('source-pendo read', { gzip: false, cores: 'one' }),
  ourRead('source-pendo read, gzip', { gzip: true, cores: 'one' }),
  ourRead('source-pendo read, gzip, all cores', { gzip: true, cores: 'all' }),
  ...(hasJq() ? [jq()] : []),
  cdk(),
  tap(),
];
