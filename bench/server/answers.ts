import { gzipSync } from 'node:zlib';
import { ROWS_PER_PIECE, type Shape, shapeOf } from '../rows/shapes.ts';
import { rowsOf } from './rows.ts';

export interface Answer {
  readonly plain: Buffer;
  readonly gzip: Buffer;
}

/** The answers of the server. Each is made at its first request and kept, so that making it is never measured. */
export interface Answers {
  /** An aggregation answer with the first rows of the stream. `rows` is a multiple of ROWS_PER_PIECE. */
  of(stream: string, rows: number): Answer;
}

export function createAnswers(): Answers {
  const pieces = new Map<string, Pieces>();
  const answers = new Map<string, Answer>();

  function make(stream: string, rows: number): Answer {
    const ofStream = pieces.get(stream) ?? createPieces(shapeOf(stream));
    pieces.set(stream, ofStream);
    return toAnswer(ofStream.first(rows / ROWS_PER_PIECE));
  }

  return {
    of(stream, rows) {
      const name = `${stream}.${rows}`;
      const answer = answers.get(name) ?? make(stream, rows);
      answers.set(name, answer);
      return answer;
    },
  };
}

/** A real answer has `startTime` and `results` (evidence.md#aggregation-answer). */
export function toAnswer(rows: readonly string[]): Answer {
  const plain = Buffer.from(`{"startTime":1781413620000,"results":[${rows.join(',')}]}`);
  return { plain, gzip: gzipSync(plain) };
}

interface Pieces {
  first(count: number): readonly string[];
}

/** Rows are made once, in order, as far as needed. */
function createPieces(shape: Shape): Pieces {
  const rows = rowsOf(shape);
  const made: string[] = [];
  return {
    first(count) {
      while (made.length < count) made.push(nextPiece(rows));
      return made.slice(0, count);
    },
  };
}

/** Does not use `rows.take(…)`, which would end the generator. */
function nextPiece(rows: Iterator<string>): string {
  const piece: string[] = [];
  for (let next = rows.next(); next.done !== true; next = rows.next()) {
    piece.push(next.value);
    if (piece.length === ROWS_PER_PIECE) return piece.join(',');
  }
  throw new Error('The emulator has no more rows of this shape.');
}
