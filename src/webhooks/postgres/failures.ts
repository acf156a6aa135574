/** No connection, a database that is still starting, too many connections, one that was ended: each passes by itself. */
const PASSING_CODES: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  '57P03',
  '57P01',
  '57P02',
  '53300',
]);

/** A table, a column or a schema that does not exist. */
const TAKEN_AWAY_CODES: ReadonlySet<unknown> = new Set(['42P01', '42703', '3F000']);

/** The one row of the inbox is not there: somebody has emptied its table. */
export class EmptiedError extends Error {
  constructor() {
    super('its tables were emptied');
  }
}

/** Whether the tables are not those that were prepared: dropped, emptied, or those of a database that was made anew. */
export function isTakenAway(error: unknown): boolean {
  return error instanceof EmptiedError || TAKEN_AWAY_CODES.has(codeOf(error));
}

/** Whether the database may be there in a moment. */
export function isPassing(error: unknown): boolean {
  const code = codeOf(error);
  return PASSING_CODES.has(code) || (code === undefined && /timeout|terminated/i.test(messageOf(error)));
}

/** The end of a sentence about the failure; it names no address and no password, since pg's messages have none. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error);
  switch (code) {
    case 'ECONNREFUSED':
      return 'nothing answers at its address';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'the name of its host could not be resolved';
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return `its TLS certificate is not trusted (${code}); name its CA with sslrootcert=FILE in the address, or in NODE_EXTRA_CA_CERTS`;
    case '28P01':
    case '28000':
      return 'it refused the user or the password';
    case '3D000':
      return 'the database does not exist';
    case '42501':
      return 'the user must be allowed to create tables in it';
    default:
      return `${messageOf(error)}${code === undefined ? '' : ` (${String(code)})`}`;
  }
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
