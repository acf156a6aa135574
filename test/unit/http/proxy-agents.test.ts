import { request } from 'node:https';
import { afterEach, expect, test, vi } from 'vitest';
import { readProxies } from '../../../src/http/proxies.ts';
import { proxyFaultOf } from '../../../src/http/proxy-agents.ts';
import { serveProxy } from '../../helpers/proxy.ts';

const TARGET = 'https://app.example.com';
const HOUR_MS = 3_600_000;

afterEach(() => {
  vi.useRealTimers();
});

function errorThrough(host: string): Promise<Error> {
  const agents = readProxies({ HTTPS_PROXY: host }).agentsFor(TARGET);
  if (agents === undefined || !('https' in agents)) throw new Error('There is no agent for https.');
  return new Promise((resolve, reject) => {
    request(TARGET, { agent: agents.https }, () => reject(new Error('There is an answer.')))
      .on('error', resolve)
      .end();
  });
}

test('A proxy that takes the request for a tunnel and falls silent is given up.', async () => {
  const proxy = await serveProxy('silence');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const failed = errorThrough(proxy.host);
  await vi.waitUntil(() => proxy.asked.length > 0);
  vi.advanceTimersByTime(HOUR_MS);
  expect(proxyFaultOf(await failed)).toEqual({ variable: 'HTTPS_PROXY', status: undefined, isRefusal: false });
  await proxy.close();
});

test('The secrets of a proxy are its password as written, as meant, and as the header has it.', () => {
  const { secrets } = readProxies({ HTTPS_PROXY: 'http://us%40er:p%2Fw@proxy.example.com' });
  expect(secrets).toEqual(['p%2Fw', 'p/w', 'us@er:p/w']);
  expect(readProxies({ HTTPS_PROXY: 'proxy.example.com:8080' }).secrets).toEqual([]);
});
