import { CutAnswerError } from './errors.ts';
import { AnswerGrammar, type AnswerLayout, type Begins } from './grammar.ts';
import { parseJson } from './parse-json.ts';
import { ValueCapture } from './value-capture.ts';

/** Called for each member beside `results`, with the JSON text of its value, as soon as it was read. */
export type OnMember = (name: string, json: string) => void;

/**
 * Finds the rows in an answer that arrives in arbitrary chunks. Holds no more than the current row. Checks everything
 * around the rows and passes it to `onMember`. Does not check that a row is valid JSON: callers do so with `parseJson`.
 */
export class AnswerScanner {
  readonly #grammar: AnswerGrammar;
  readonly #onMember: OnMember | undefined;
  readonly #capture = new ValueCapture();
  #bytes = 0;
  #key = '';
  /** The kind of value that is being captured, if any. */
  #captured: Begins;
  /** The JSON text of the row that ended where `step` returned; undefined when none did. */
  row: string | undefined;

  constructor(layout: AnswerLayout, onMember?: OnMember) {
    this.#grammar = new AnswerGrammar(layout);
    this.#onMember = onMember;
  }

  /**
   * Reads from index `from`, which must be inside the chunk. Returns the index where it stopped: before the first row,
   * after a row, or at the end of the chunk. Throws BadAnswerError.
   */
  step(chunk: Buffer, from: number): number {
    let at = from;
    this.row = undefined;
    do {
      if (this.#captured === undefined) {
        at = this.#enter(chunk, at);
      } else {
        at = this.#capture.take(chunk, at);
        this.#finish(this.#capture.text);
      }
    } while (at < chunk.length && this.row === undefined && this.#grammar.state !== 'first-row');
    this.#bytes += at - from;
    return at;
  }

  /** Whether a row may come next ('row'), or a comma and then a row ('comma'). Undefined anywhere else. */
  get expects(): 'row' | 'comma' | undefined {
    if (this.#captured !== undefined) return undefined;
    switch (this.#grammar.state) {
      case 'first-row':
      case 'next-row':
        return 'row';
      case 'after-row':
        return 'comma';
      default:
        return undefined;
    }
  }

  /** Tells the scanner that the engine has read this many bytes of complete, valid rows. */
  skipped(bytes: number): void {
    this.#grammar.state = 'after-row';
    this.#bytes += bytes;
  }

  /** Throws CutAnswerError unless the answer is complete. */
  end(): void {
    if (this.#grammar.state !== 'end') throw new CutAnswerError(this.#bytes);
  }

  /** Handles a byte between values. A byte with which a value begins is left for the capture. */
  #enter(chunk: Buffer, at: number): number {
    const byte = chunk[at] as number;
    this.#captured = this.#grammar.enter(byte);
    if (this.#captured === undefined) return at + 1;
    this.#capture.begin(byte);
    return at;
  }

  /** Handles the captured text. Undefined means that the value continues in the next chunk. */
  #finish(text: string | undefined): void {
    if (text === undefined) return;
    const captured = this.#captured;
    this.#captured = undefined;
    switch (captured) {
      case 'row':
        this.row = text;
        break;
      case 'key':
        this.#key = String(parseJson(text));
        this.#grammar.takeKey(this.#key);
        break;
      case 'results':
        this.#grammar.takeResults(parseJson(text));
        break;
      default:
        parseJson(text);
        this.#onMember?.(this.#key, text);
    }
  }
}
