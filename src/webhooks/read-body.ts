import type { IncomingMessage } from 'node:http';
import { Refusal, unavailable } from './refusal.ts';

const SHARED_BYTES = 64 * 1024 * 1024;
const LARGEST_BODIES = 4;

/** Bounds the memory of all bodies that are being read or wait to be stored. */
export interface BodyBudget {
  /** Reserves the bytes. Returns false, and reserves nothing, when fewer are left. */
  take(bytes: number): boolean;
  give(bytes: number): void;
}

export function createBodyBudget(maxBodyBytes: number): BodyBudget {
  let left = Math.max(SHARED_BYTES, LARGEST_BODIES * maxBodyBytes);
  return {
    take(bytes) {
      if (bytes > left) return false;
      left -= bytes;
      return true;
    },
    give(bytes) {
      left += bytes;
    },
  };
}

export interface BodyLimits {
  readonly maxBytes: number;
  readonly budget: BodyBudget;
}

/** A body that counts against the budget until it is released. */
export interface HeldBody {
  readonly bytes: Uint8Array;
  release(): void;
}

/**
 * Reads a body of at most `maxBytes`. Throws a Refusal with 413 when it is larger, with 503 when the budget is spent,
 * and with 400 when it breaks off. The rest of a refused body is read and discarded: a sender whose connection is
 * closed while it sends never sees the answer.
 */
export async function readBody(request: IncomingMessage, { maxBytes, budget }: BodyLimits): Promise<HeldBody> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > maxBytes) throw discarding(request, tooLarge(maxBytes));
  const chunks: Buffer[] = [];
  let bytes = 0;
  const release = () => budget.give(bytes);
  try {
    await collect(request, (chunk) => {
      if (bytes + chunk.length > maxBytes) return tooLarge(maxBytes);
      if (!budget.take(chunk.length))
        return unavailable('overloaded', 'Too many bytes are being received; try again later.');
      bytes += chunk.length;
      chunks.push(chunk);
      return undefined;
    });
  } catch (error) {
    release();
    throw error;
  }
  const [first] = chunks;
  return { bytes: chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks, bytes), release };
}

function tooLarge(maxBytes: number): Refusal {
  return new Refusal({ status: 413, reason: 'too_large', message: `The body is larger than ${maxBytes} bytes.` });
}

function discarding(request: IncomingMessage, refusal: Refusal): Refusal {
  request.resume();
  return refusal;
}

/** Reads to the end, or until `keep` refuses a chunk. */
function collect(request: IncomingMessage, keep: (chunk: Buffer) => Refusal | undefined): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let isOpen = true;
  const onCut = () => {
    if (isOpen) reject(new Refusal({ status: 400, reason: 'cut_off', message: 'The body broke off.' }));
    isOpen = false;
  };
  request
    .on('data', (chunk: Buffer) => {
      const refusal = isOpen ? keep(chunk) : undefined;
      if (refusal === undefined) return;
      isOpen = false;
      reject(discarding(request, refusal));
    })
    .on('end', () => {
      isOpen = false;
      resolve();
    })
    .on('error', onCut)
    .on('close', onCut);
  return promise;
}
