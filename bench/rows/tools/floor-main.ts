import { buffer } from 'node:stream/consumers';
import { readKey } from '../../server/wanted.ts';
import { drainAnswer } from './drain-answer.ts';
import { type FloorResult, fetchAnswer, timed } from './fetch-answer.ts';
import { countRowEnds } from './row-ends.ts';

/**
 * The floors, each in its own process: floor.ts NAME URL KEY. `drain` reads the answer from the socket and drops it,
 * which no tool can beat. The two others first read the whole answer and then time only what they do with it.
 */
const FLOORS: Readonly<Record<string, (url: string, key: string) => Promise<FloorResult>>> = {
  // The number of rows is unknown without reading them, so the server's number is used.
  drain: (url, key) => timed(async () => ({ rows: readKey(key).rows, bytes: await drainAnswer(url, key) })),
  parse: async (url, key) => {
    const bytes = await buffer(await ask(url, key));
    return timed(async () => {
      const { results } = JSON.parse(bytes.toString('utf8')) as { results: unknown[] };
      return { rows: results.length, bytes: bytes.length };
    });
  },
  scan: async (url, key) => {
    const bytes = await buffer(await ask(url, key));
    return timed(async () => ({ rows: countRowEnds(bytes), bytes: bytes.length }));
  },
};

function ask(url: string, key: string) {
  return fetchAnswer(url, key, readKey(key).source);
}

const [, , name = '', url = '', key = ''] = process.argv;
const floor = FLOORS[name];
if (floor === undefined) throw new Error(`There is no floor ${name}.`);
console.log(JSON.stringify(await floor(url, key)));
