import { Writable } from 'node:stream';
import { createLogger, format, transports } from 'winston';
import { type LogLevel, logMessage, toLine } from './messages.ts';
import type { Output } from './output.ts';

/** Sentences for the data engineer who reads them at night: which stream, which window, what was done and why. */
export interface Log {
  error(message: string): void;
  warn(message: string): void;
  info(message: string): void;
  debug(message: string): void;
}

export interface LogOptions {
  readonly output: Output;
  /** Takes the secrets out of a text: nothing is logged without it. */
  readonly redact: (text: string) => string;
  /** `debug` shows every request; `info` is what a quiet sync needs. */
  readonly level?: 'info' | 'debug';
}

const AIRBYTE_LEVELS: Readonly<Record<string, LogLevel>> = {
  error: 'ERROR',
  warn: 'WARN',
  info: 'INFO',
  debug: 'DEBUG',
};

/** A winston logger whose lines are Airbyte's LOG messages on stdout; stderr would be shown to users as errors. */
export function createLog(options: LogOptions): Log {
  // Not awaited: a log line never holds up its writer, and lines keep the order in which they were logged.
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
