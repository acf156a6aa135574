import { createHash, createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';

/**
 * Lower case only: Pendo sends it so, as recomputing a real delivery showed (evidence.md#webhook-signature). Accepting
 * a second spelling has no use.
 */
const SIGNATURE = /^[0-9a-f]{64}$/;

export interface SignatureRules {
  /** All of them are valid, so that a secret can be rotated while the old one still signs. */
  readonly secrets: readonly KeyObject[];
  /** Whether a request without a signature passes. A wrong signature never passes while there are secrets. */
  readonly allowUnsigned: boolean;
}

/** Prepares the keys once: creating a key from text for each request costs as much as the signature itself. */
export function signatureRules(secrets: readonly string[], allowUnsigned: boolean): SignatureRules {
  return { secrets: secrets.map((secret) => createSecretKey(secret, 'utf8')), allowUnsigned };
}

/** Checks the header X-Pendo-Signature against the raw body. Its time does not depend on where they differ. */
export function isSigned(body: Uint8Array, signature: string | undefined, rules: SignatureRules): boolean {
  if (signature === undefined) return rules.allowUnsigned;
  if (rules.secrets.length === 0) return rules.allowUnsigned;
  if (!SIGNATURE.test(signature)) return false;
  const given = Buffer.from(signature, 'latin1');
  let matches = false;
  for (const secret of rules.secrets) {
    // Hex text instead of a Buffer: collecting one Buffer per digest costs more than the hash itself.
    const expected = createHmac('sha256', secret).update(body).digest('hex');
    // No early exit: the time must not reveal which secret matched.
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
