import type { IncomingMessage } from 'node:http';
import { type LoopbackServer, serve } from './http-server.ts';

/**
 * Rows, or a refusal. `text` is raw JSON of rows, for values that JavaScript cannot represent. `whole` replaces the
 * whole answer.
 */
export type FakeAnswer =
  | readonly unknown[]
  | { readonly status: number; readonly body: string }
  | { readonly text: string }
  | { readonly whole: string };

export interface FakeRequest {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** The pipeline of an aggregation; empty for other requests. */
  readonly pipeline: readonly Record<string, unknown>[];
  /** The source of an aggregation; empty for other requests. */
  readonly source: string;
  readonly filter: string;
  readonly key: string;
}

export interface FakePendo extends LoopbackServer {
  readonly asked: FakeRequest[];
  readonly config: Record<string, unknown>;
}

export const FAKE_KEY = 'fake-key-0123456789.us';

/**
 * A Pendo whose answers are defined by the test, for data that the emulator does not have. `undefined` means no rows.
 */
export async function fakePendo(
  answer: (request: FakeRequest) => FakeAnswer | undefined,
  headers: (request: FakeRequest) => Readonly<Record<string, string>> = () => ({}),
): Promise<FakePendo> {
  const asked: FakeRequest[] = [];
  const server = await serve(async (request, response) => {
    const fake = await parseRequest(request);
    asked.push(fake);
    for (const [name, value] of Object.entries(headers(fake))) response.setHeader(name, value);
    const given = answer(fake) ?? [];
    if ('whole' in given) return response.end(given.whole);
    if ('status' in given) return response.writeHead(given.status).end(given.body);
    const rows = 'text' in given ? given.text : JSON.stringify(given);
    return response.end(fake.source === '' ? rows : `{"startTime":0,"results":${rows}}`);
  });
  return { ...server, asked, config: { integration_key: FAKE_KEY, start_date: '2026-06-01', base_url: server.url } };
}

export async function parseRequest(request: IncomingMessage): Promise<FakeRequest> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  const pipeline = text === '' ? [] : JSON.parse(text).request.pipeline;
  const source = Object.keys(pipeline[0]?.source ?? {}).find((name) => name !== 'timeSeries') ?? '';
  const filter = pipeline.map((step: { filter?: string }) => step.filter ?? '').join('');
  const key = String(request.headers['x-pendo-integration-key']);
  const { pathname: path, searchParams } = new URL(`http://pendo${request.url ?? ''}`);
  const query = Object.fromEntries(searchParams);
  return { path, query, pipeline, source, filter, key };
}
