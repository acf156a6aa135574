import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, type Chunk, textAnswer } from '../http/answer.ts';
import { CutBody } from '../http/refusal.ts';
import type { BodyPlace, Fault } from './fault.ts';

/** The answer that a fault sends instead of data. Undefined if the fault only breaks off the real answer. */
export function replacement(fault: Fault, now: number): Answer | undefined {
  const { status, body, contentType, redirect, resultsNull } = fault;
  if (redirect !== undefined) return withHeaders(textAnswer(status ?? 302, ''), { location: redirect });
  if (resultsNull) return textAnswer(200, `{"startTime":${now},"results":null}`, 'application/json');
  if (status === undefined && body === undefined) return undefined;
  return withHeaders(textAnswer(status ?? 200, body ?? `fault ${status}`, contentType), extraHeaders(fault));
}

function withHeaders(answer: Answer, headers: Readonly<Record<string, string>>): Answer {
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

/** As a date, Retry-After counts from the real clock, because the client compares it with its own. */
function extraHeaders({ headers = {}, retryAfter }: Fault): Record<string, string> {
  if (retryAfter === undefined) return { ...headers };
  const { seconds, form = 'seconds' } = retryAfter;
  const value = form === 'date' ? new Date(Date.now() + seconds * 1_000).toUTCString() : String(seconds);
  return { ...headers, 'retry-after': value };
}

/** Whether a body must be sent row by row, which is slower, because a fault counts its rows. */
export function spoilsBody({ cut, stall, truncate, delayPerRowMs }: Fault): boolean {
  return (cut ?? stall ?? truncate ?? delayPerRowMs) !== undefined;
}

/** Yields the body up to the place of the fault. `clientLeft` ends a stall. */
export async function* spoiled(body: Iterable<Chunk>, fault: Fault, clientLeft: AbortSignal): AsyncGenerator<Chunk> {
  const place = fault.cut ?? fault.stall ?? fault.truncate;
  for (const chunk of place === undefined ? body : upTo(body, place)) {
    yield chunk;
    if (fault.delayPerRowMs !== undefined && chunk.rows > 0)
      await sleep(fault.delayPerRowMs * chunk.rows, undefined, { signal: clientLeft });
  }
  if (fault.stall !== undefined) await untilAborted(clientLeft);
  if (fault.cut !== undefined) throw new CutBody();
}

/** Never reaches the end of the body: a place after it counts as the place before the last piece. */
function* upTo(body: Iterable<Chunk>, { afterRows, afterBytes }: BodyPlace): Generator<Chunk> {
  let rows = 0;
  let bytes = 0;
  const maxBytes = afterBytes ?? (afterRows === undefined ? 0 : Number.POSITIVE_INFINITY);
  for (const chunk of allButLast(body)) {
    if (rows + chunk.rows > (afterRows ?? Number.POSITIVE_INFINITY)) return;
    const text = firstBytes(chunk.text, maxBytes - bytes);
    if (text !== '') yield { text, rows: text === chunk.text ? chunk.rows : 0 };
    rows += chunk.rows;
    bytes += Buffer.byteLength(text);
    if (text !== chunk.text) return;
  }
}

function* allButLast(body: Iterable<Chunk>): Generator<Chunk> {
  let held: Chunk | undefined;
  for (const chunk of body) {
    if (held !== undefined) yield held;
    held = chunk;
  }
}

/** As many whole characters as fit into `bytes`. */
function firstBytes(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  let end = 0;
  let used = 0;
  for (const character of text) {
    used += Buffer.byteLength(character);
    if (used > bytes) break;
    end += character.length;
  }
  return text.slice(0, end);
}

async function untilAborted(clientLeft: AbortSignal): Promise<void> {
  if (clientLeft.aborted) return;
  await new Promise<void>((resolve) => clientLeft.addEventListener('abort', () => resolve(), { once: true }));
}
