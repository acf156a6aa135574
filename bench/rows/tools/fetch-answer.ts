import { type IncomingMessage, request } from 'node:http';
import type { Shape } from '../shapes.ts';

/** Sends a request to the bench's server. The key selects the answer. Resolves when the headers arrive. */
export function fetchAnswer(url: string, key: string, source: Shape['source']): Promise<IncomingMessage> {
  const headers = { 'x-pendo-integration-key': key, 'accept-encoding': 'gzip' };
  const pipeline = [{ source: { [source]: {} } }];
  return new Promise((resolve, reject) => {
    const asked = request(`${url}/api/v1/aggregation`, { method: 'POST', headers }, resolve);
    asked.on('error', reject).end(JSON.stringify({ request: { pipeline } }));
  });
}

/** What a floor read and its cost, without the start of its process. */
export interface FloorResult {
  readonly rows: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly kernelSeconds: number;
}

/** Measures only the work. */
export async function timed(work: () => Promise<Pick<FloorResult, 'rows' | 'bytes'>>): Promise<FloorResult> {
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  const found = await work();
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { ...found, seconds, cpuSeconds: (user + system) / 1e6, kernelSeconds: system / 1e6 };
}
