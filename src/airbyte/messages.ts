import type { ConnectorError } from './errors.ts';
import { toStore } from './storable.ts';
import type { StreamState } from './stream-state.ts';

export type StreamStatus = 'STARTED' | 'RUNNING' | 'COMPLETE' | 'INCOMPLETE';
export type LogLevel = 'ERROR' | 'WARN' | 'INFO' | 'DEBUG';

/** Returns a message as Airbyte reads it from stdout: JSON on one line, ended by a line break. */
export function toLine(message: object): string {
  return `${JSON.stringify(message)}\n`;
}

export function logMessage(level: LogLevel, message: string): object {
  return { type: 'LOG', log: { level, message } };
}

export function connectionStatus(status: 'SUCCEEDED' | 'FAILED', message?: string): object {
  return { type: 'CONNECTION_STATUS', connectionStatus: message === undefined ? { status } : { status, message } };
}

/** `recordCount` counts the stream's records since its previous state: Airbyte adds the counts up. */
export function stateMessage(stream: string, state: StreamState, recordCount: number): object {
  return {
    type: 'STATE',
    state: {
      type: 'STREAM',
      stream: { stream_descriptor: { name: stream }, stream_state: toStore(state) },
      sourceStats: { recordCount },
    },
  };
}

export function streamStatus(stream: string, status: StreamStatus, nowMs: number): object {
  return trace('STREAM_STATUS', nowMs, { stream_status: { stream_descriptor: { name: stream }, status } });
}

/** Airbyte shows "rate limited" for a RUNNING status with exactly this one reason, until the next record arrives. */
export function rateLimitedStatus(stream: string, resetMs: number, nowMs: number): object {
  const reasons = [{ type: 'RATE_LIMITED', rate_limited: { quota_reset: resetMs } }];
  return trace('STREAM_STATUS', nowMs, {
    stream_status: { stream_descriptor: { name: stream }, status: 'RUNNING', reasons },
  });
}

export function estimate(stream: string, rows: number, nowMs: number): object {
  return trace('ESTIMATE', nowMs, { estimate: { name: stream, type: 'STREAM', row_estimate: rows } });
}

/** Makes Airbyte store this migrated config, secrets included, in place of the one that it passed in. */
export function controlMessage(config: object, nowMs: number): object {
  const connectorConfig = { config };
  return { type: 'CONTROL', control: { type: 'CONNECTOR_CONFIG', emitted_at: nowMs, connectorConfig } };
}

export function errorTrace(error: ConnectorError, nowMs: number, stream?: string): object {
  return trace('ERROR', nowMs, {
    error: {
      message: error.message,
      ...(error.internalMessage === undefined ? {} : { internal_message: error.internalMessage }),
      failure_type: error.failureType,
      ...(stream === undefined ? {} : { stream_descriptor: { name: stream } }),
    },
  });
}

function trace(type: string, nowMs: number, payload: object): object {
  return { type: 'TRACE', trace: { type, emitted_at: nowMs, ...payload } };
}
