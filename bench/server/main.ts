import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, createAnswers, toAnswer } from './answers.ts';
import { asksForMidnight, isLaterPage, type Pipeline, sourceOf, wantsCount } from './pipeline.ts';
import { readKey } from './wanted.ts';

/**
 * A fast Pendo on loopback that has every answer ready in memory. The integration key selects the answer, so that one
 * server can serve every tool, and the tools need only a key and a base URL. It prints its URL.
 */
const answers = createAnswers();
const server = createServer((request, response) => {
  answer(request, response).catch(() => response.destroy());
});
server.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await text(request);
  const wanted = readKey(String(request.headers['x-pendo-integration-key']));
  const full = answers.of(wanted.stream, wanted.rows);
  if (wanted.delayMs > 0) await sleep(wanted.delayMs);
  // For the check of the key, and as metadata schemas that declare nothing.
  if (request.method === 'GET') return void response.end('{}');
  const pipeline = (JSON.parse(body) as { request: { pipeline: Pipeline } }).request.pipeline;
  const acceptsGzip = /\bgzip\b/.test(String(request.headers['accept-encoding']));
  send(response, chooseAnswer(pipeline, wanted, full), wanted.gzip && acceptsGzip);
}

function chooseAnswer(pipeline: Pipeline, wanted: ReturnType<typeof readKey>, full: Answer): Answer {
  if (wantsCount(pipeline)) return toAnswer([`{"count":${wanted.rows}}`]);
  // tap-pendo asks for the events of each page and each guide. Here there is only one of each.
  if (sourceOf(pipeline) !== wanted.source) return toAnswer([`{"id":"the-only-one","lastUpdatedAt":1781413620000}`]);
  return isLaterPage(pipeline) || asksForMidnight(pipeline) ? toAnswer([]) : full;
}

function send(response: ServerResponse, { plain, gzip }: Answer, compressed: boolean): void {
  const bytes = compressed ? gzip : plain;
  const encoding = compressed ? { 'content-encoding': 'gzip' } : {};
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length, ...encoding });
  response.end(bytes);
}
