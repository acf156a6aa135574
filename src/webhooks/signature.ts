import { createHash, createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';

/**
 * Lower case only: that is what Pendo sends, recomputed from a real delivery (evidence.md#webhook-signature), and one
 * spelling is enough.
 */
const SIGNATURE = /^[0-9a-f]{64}$/;

export interface SignatureRules {
  /** Each is valid, so that one can be rotated while the other still signs. */
  readonly secrets: readonly KeyObject[];
  /** Whether a request without a signature passes. One with a wrong signature never does. */
  readonly allowUnsigned: boolean;
}

/** Prepares the secrets once: made of a text each time, the key costs as much as the signature. */
export function signatureRules(secrets: readonly string[], allowUnsigned: boolean): SignatureRules {
  return { secrets: secrets.map((secret) => createSecretKey(secret, 'utf8')), allowUnsigned };
}

/** Judges the header X-Pendo-Signature against the raw bytes of a body; takes the same time wherever they differ. */
export function isSigned(body: Uint8Array, signature: string | undefined, rules: SignatureRules): boolean {
  if (signature === undefined) return rules.allowUnsigned;
  if (rules.secrets.length === 0) return rules.allowUnsigned;
  if (!SIGNATURE.test(signature)) return false;
  const given = Buffer.from(signature, 'latin1');
  let matches = false;
  for (const secret of rules.secrets) {
    // As text: bytes of its own for each digest cost the collector more than the hash itself.
    const expected = createHmac('sha256', secret).update(body).digest('hex');
    // No early end: how long it takes must not tell which secret matched.
    matches = timingSafeEqual(given, Buffer.from(expected, 'latin1')) || matches;
  }
  return matches;
}

/** Compares two texts of any length in constant time. */
export function isSameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
