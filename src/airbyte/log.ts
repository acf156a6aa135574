import { Writable } from 'node:stream';
import { createLogger, format, transports } from 'winston';
import { type LogLevel, logMessage, toLine } from './messages.ts';
import type { Output } from './output.ts';

/** Messages for the engineer on call. Each says which stream and window it is about, what was done and why. */
export interface Log {
  error(message: string): void;
  warn(message: string): void;
  info(message: string): void;
  debug(message: string): void;
}

export interface LogOptions {
  readonly output: Output;
  /** Removes secrets from a text. Every message passes through it. */
  readonly redact: (text: string) => string;
  /** `debug` shows every request. Defaults to `info`. */
  readonly level?: 'info' | 'debug';
}

const AIRBYTE_LEVELS: Readonly<Record<string, LogLevel>> = {
  error: 'ERROR',
  warn: 'WARN',
  info: 'INFO',
  debug: 'DEBUG',
};

/** Creates a winston logger that writes Airbyte LOG messages to stdout. Airbyte shows text on stderr as errors. */
export function createLog(options: LogOptions): Log {
  // The write is not awaited: logging never blocks, and the output keeps the order of the lines.
  const lines = new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      options.output.write(line).catch(() => {});
      done();
    },
  });
  const asLine = format.printf(({ level, message }) =>
    toLine(logMessage(AIRBYTE_LEVELS[level] ?? 'INFO', options.redact(String(message)))),
  );
  return createLogger({
    level: options.level ?? 'info',
    format: asLine,
    transports: [new transports.Stream({ stream: lines, eol: '' })],
  });
}
