/** A piece of a body and the number of rows that end in it. */
export interface Chunk {
  readonly text: string;
  readonly rows: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The body in pieces of at least this many characters. With 1, each row is its own piece. */
  chunks(minimumChars: number): Iterable<Chunk>;
}

export interface RowsAnswer {
  /** The text before the first row; `tail` is the text after the last. `[` and `]`, or the aggregation's envelope. */
  readonly head: string;
  readonly rows: Iterable<unknown>;
  readonly tail: string;
}

export function jsonAnswer(value: unknown, status = 200): Answer {
  return textAnswer(status, JSON.stringify(value), 'application/json');
}

/**
 * Pendo documents errors as JSON, but the only error body that is known is plain text (evidence.md#error-bodies).
 */
export function textAnswer(status: number, text: string, contentType = 'text/plain; charset=utf-8'): Answer {
  return { status, headers: { 'content-type': contentType }, chunks: () => [{ text, rows: 0 }] };
}

/** Rows are serialized only when the socket takes them, so that an answer of any size needs the memory of one chunk. */
export function rowsAnswer({ head, rows, tail }: RowsAnswer): Answer {
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    chunks: (minimumChars) => rowChunks({ head, rows, tail }, minimumChars),
  };
}

function* rowChunks({ head, rows, tail }: RowsAnswer, minimumChars: number): Generator<Chunk> {
  yield { text: head, rows: 0 };
  let text = '';
  let count = 0;
  let separator = '';
  for (const row of rows) {
    text += separator + JSON.stringify(row);
    separator = ',';
    count += 1;
    if (text.length >= minimumChars) {
      yield { text, rows: count };
      text = '';
      count = 0;
    }
  }
  yield { text: text + tail, rows: count };
}
