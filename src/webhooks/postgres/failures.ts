/** Transient: no connection, a database that is starting or shutting down, or one with too many connections. */
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

/** PostgreSQL's codes for a table, a column and a schema that do not exist. */
const TAKEN_AWAY_CODES: ReadonlySet<unknown> = new Set(['42P01', '42703', '3F000']);

/** The inbox's single row is missing: somebody has emptied its table. */
export class EmptiedError extends Error {
  constructor() {
    super('its tables were emptied');
  }
}

/** Whether the tables that we prepared are gone: dropped, emptied, or lost with a database that was created again. */
export function isTakenAway(error: unknown): boolean {
  return error instanceof EmptiedError || TAKEN_AWAY_CODES.has(codeOf(error));
}

/** Whether the database may become available soon. */
export function isPassing(error: unknown): boolean {
  const code = codeOf(error);
  return PASSING_CODES.has(code) || (code === undefined && /timeout|terminated/i.test(messageOf(error)));
}

/**
 * Returns the end of a sentence about the failure. It holds no address or password, because pg's messages hold none.
 */
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
