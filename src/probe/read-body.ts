import { readJsonRows } from '../records/answer/json-rows.ts';
import type { BodyKind, Question } from './types.ts';

/** More than any answer to a question of the probe should have. */
const MOST_BYTES = 64 * 1024 * 1024;
const SHOWN_BYTES = 64 * 1024;

export interface Content {
  readonly rows: readonly unknown[];
  readonly beside: ReadonlyMap<string, unknown>;
}

export class TooLongAnswer extends Error {}

/** Reads the rows of a good answer. Throws when it is not the JSON that the question expects. */
export async function readContent(bytes: AsyncIterable<Uint8Array>, rowsIn: Question['rowsIn']): Promise<Content> {
  if (rowsIn === 'whole') return { rows: [JSON.parse(await textOf(bytes, MOST_BYTES))], beside: new Map() };
  const rows: unknown[] = [];
  const beside = new Map<string, unknown>();
  const onMember = (name: string, json: string) => void beside.set(name, JSON.parse(json));
  for await (const some of readJsonRows(bounded(bytes), rowsIn, onMember)) rows.push(...some);
  return { rows, beside };
}

/** What kind of body it is. Its text is nobody's business: it may repeat what was asked for. */
export async function kindOfBody(bytes: AsyncIterable<Uint8Array>): Promise<BodyKind> {
  const text = (await textOf(bytes, SHOWN_BYTES).catch(() => '')).trim();
  if (text === '') return 'nothing';
  if (text.startsWith('<')) return 'HTML';
  try {
    JSON.parse(text);
    return 'JSON';
  } catch {
    return 'text';
  }
}

async function textOf(bytes: AsyncIterable<Uint8Array>, mostBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bounded(bytes, mostBytes)) chunks.push(chunk);
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
}

async function* bounded(bytes: AsyncIterable<Uint8Array>, mostBytes = MOST_BYTES): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const chunk of bytes) {
    length += chunk.byteLength;
    if (length > mostBytes) throw new TooLongAnswer();
    yield chunk;
  }
}
