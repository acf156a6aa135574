import { createHmac } from 'node:crypto';

/** More than any of the requests has. */
const REQUEST_BYTES = 1024;

/** Signed deliveries that are made before the measurement. */
export interface PreparedRequests {
  /** Makes them again, with new ids. */
  prepare(): void;
  /** Returns one after the other from the first on, and starts again after the last. */
  fromTheFirst(): () => Uint8Array;
}

/**
 * All requests are in one permanent buffer, because so many objects would keep the client's garbage collector busy on
 * cores that the servers need.
 */
export function prepareRequests(count: number, secret: string): PreparedRequests {
  const buffer = Buffer.alloc(count * REQUEST_BYTES);
  const ends = new Uint32Array(count);
  let made = 0;
  return {
    prepare() {
      for (let index = 0; index < count; index += 1) {
        const start = index * REQUEST_BYTES;
        ends[index] = start + buffer.write(toRequest(made, secret), start, REQUEST_BYTES, 'latin1');
        made += 1;
      }
    },
    fromTheFirst() {
      let next = 0;
      return () => {
        const index = next % count;
        next += 1;
        return buffer.subarray(index * REQUEST_BYTES, ends[index]);
      };
    },
  };
}

/** About as long as a request of Pendo. */
function toRequest(number: number, secret: string): string {
  const guideProperties = { id: 'FjHsQ7S8z0ircYxe3vO4GHawvwI', name: 'Quarterly NPS', createdAt: 1591024335185 };
  const body = JSON.stringify({
    app: { id: -323232, name: 'test_application', platform: 'web' },
    accountId: `account ${number % 100}`,
    subscription: { id: 4802463602049999, name: 'test_application' },
    userAgent:
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36',
    event: 'npsSubmitted',
    properties: { guideId: guideProperties.id, guideProperties, nps: { rating: number % 11, reason: 'Keep it up' } },
    timestamp: 1626804431,
    visitorId: `visitor ${number % 1000}`,
    uniqueId: createHmac('sha1', secret).update(String(number)).digest('hex'),
  });
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  return `POST /pendo HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nX-Pendo-Signature: ${signature}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
