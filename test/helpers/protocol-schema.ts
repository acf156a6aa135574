/**
 * Airbyte's messages as a JSON Schema, by the docs and code of the protocol 0.18. Airbyte silently ignores unknown
 * keys, so a misspelt key would be lost. Here every object is closed, except for the parts that are ours.
 */

interface Schema {
  readonly [keyword: string]: unknown;
}

const TEXT: Schema = { type: 'string', minLength: 1 };
const FREE_OBJECT: Schema = { type: 'object' };
const EPOCH_MS: Schema = { type: 'integer', minimum: 1 };
const COUNT: Schema = { type: 'number', minimum: 0 };
const PATHS: Schema = { type: 'array', items: { type: 'array', items: TEXT, minItems: 1 } };

function closed(required: Readonly<Record<string, Schema>>, optional: Readonly<Record<string, Schema>> = {}): Schema {
  return {
    type: 'object',
    required: Object.keys(required),
    properties: { ...required, ...optional },
    additionalProperties: false,
  };
}

function oneOf(...values: readonly string[]): Schema {
  return { enum: values };
}

function arrayOf(items: Schema, minItems = 0): Schema {
  return { type: 'array', items, minItems };
}

/** Without a namespace, because our catalog has none and Airbyte looks up streams by (namespace, name). */
const STREAM_DESCRIPTOR = closed({ name: TEXT });

/**
 * What a source may report about a column that it had to change. Reasons of destinations and the platform are left out.
 */
const CHANGES = arrayOf(
  closed({
    field: TEXT,
    change: oneOf('NULLED', 'TRUNCATED'),
    reason: oneOf(
      'SOURCE_RECORD_SIZE_LIMITATION',
      'SOURCE_FIELD_SIZE_LIMITATION',
      'SOURCE_SERIALIZATION_ERROR',
      'SOURCE_RETRIEVAL_ERROR',
    ),
  }),
  1,
);

const RECORD = closed(
  { stream: TEXT, data: { type: 'object', minProperties: 1 }, emitted_at: EPOCH_MS },
  { meta: closed({ changes: CHANGES }) },
);

const STATE = closed({
  type: { const: 'STREAM' },
  stream: closed({ stream_descriptor: STREAM_DESCRIPTOR, stream_state: { type: 'object', minProperties: 1 } }),
  sourceStats: closed({ recordCount: COUNT }),
});

const LOG = closed(
  { level: oneOf('FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE'), message: TEXT },
  { stack_trace: TEXT },
);

const SPEC = closed(
  { connectionSpecification: FREE_OBJECT },
  {
    documentationUrl: TEXT,
    changelogUrl: TEXT,
    supportsIncremental: { type: 'boolean' },
    supported_destination_sync_modes: arrayOf(TEXT),
    protocol_version: TEXT,
  },
);

const CONNECTION_STATUS = closed({ status: oneOf('SUCCEEDED', 'FAILED') }, { message: TEXT });

const STREAM = closed(
  {
    name: TEXT,
    json_schema: { type: 'object', required: ['properties'] },
    supported_sync_modes: { ...arrayOf(oneOf('full_refresh', 'incremental'), 1), uniqueItems: true },
  },
  {
    source_defined_cursor: { type: 'boolean' },
    default_cursor_field: arrayOf(TEXT),
    source_defined_primary_key: PATHS,
    is_resumable: { type: 'boolean' },
    is_file_based: { const: false },
  },
);

const ERROR = closed(
  { message: TEXT },
  {
    internal_message: TEXT,
    stack_trace: TEXT,
    failure_type: oneOf('system_error', 'config_error', 'transient_error'),
    stream_descriptor: STREAM_DESCRIPTOR,
  },
);

const ESTIMATE = closed({ name: TEXT, type: oneOf('STREAM', 'SYNC') }, { row_estimate: COUNT, byte_estimate: COUNT });

const RATE_LIMITED = closed({ type: { const: 'RATE_LIMITED' } }, { rate_limited: closed({ quota_reset: EPOCH_MS }) });

const STREAM_STATUS = closed(
  { stream_descriptor: STREAM_DESCRIPTOR, status: oneOf('STARTED', 'RUNNING', 'COMPLETE', 'INCOMPLETE') },
  { reasons: arrayOf(RATE_LIMITED, 1) },
);

const ANALYTICS = closed({ type: TEXT, value: { type: 'string' } });

function trace(type: string, key: string, payload: Schema): Schema {
  return closed({ type: { const: type }, emitted_at: EPOCH_MS, [key]: payload });
}

const CONTROL = closed({
  type: { const: 'CONNECTOR_CONFIG' },
  emitted_at: EPOCH_MS,
  connectorConfig: closed({ config: FREE_OBJECT }),
});

/** For each message type the key and the schema of its payload. */
const PAYLOADS: Readonly<Record<string, readonly [key: string, schema: Schema]>> = {
  RECORD: ['record', RECORD],
  STATE: ['state', STATE],
  LOG: ['log', LOG],
  SPEC: ['spec', SPEC],
  CONNECTION_STATUS: ['connectionStatus', CONNECTION_STATUS],
  CATALOG: ['catalog', closed({ streams: arrayOf(STREAM, 1) })],
  CONTROL: ['control', CONTROL],
};

/** The payload of a TRACE, by its own type. */
const TRACES: Readonly<Record<string, Schema>> = {
  ERROR: trace('ERROR', 'error', ERROR),
  ESTIMATE: trace('ESTIMATE', 'estimate', ESTIMATE),
  STREAM_STATUS: trace('STREAM_STATUS', 'stream_status', STREAM_STATUS),
  ANALYTICS: trace('ANALYTICS', 'analytics', ANALYTICS),
};

/** One schema per kind of message, so that an error names the wrong key and not every other kind. */
export const MESSAGE_SCHEMAS: Readonly<Record<string, Schema>> = {
  ...Object.fromEntries(
    Object.entries(PAYLOADS).map(([type, [key, payload]]) => [type, closed({ type: { const: type }, [key]: payload })]),
  ),
  ...Object.fromEntries(
    Object.entries(TRACES).map(([type, payload]) => [
      `TRACE ${type}`,
      closed({ type: { const: 'TRACE' }, trace: payload }),
    ]),
  ),
};
