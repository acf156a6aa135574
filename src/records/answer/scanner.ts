import { BadAnswerError, CutAnswerError } from './errors.ts';
import { CLOSE_BRACE, CLOSE_BRACKET, COLON, COMMA, LETTER_N, OPEN_BRACE, OPEN_BRACKET, QUOTE } from './json-bytes.ts';
import { parseJson } from './parse-json.ts';
import { ValueCapture } from './value-capture.ts';

/** `results` is `{"results":[…], …}`, the aggregation endpoint's answer. `array` is a bare `[…]`, the lists' answer. */
export type AnswerLayout = 'results' | 'array';

type State =
  | 'start'
  | 'first-key'
  | 'next-key'
  | 'colon'
  | 'value'
  | 'after-value'
  | 'first-row'
  | 'next-row'
  | 'after-row'
  | 'null'
  | 'end';

/** Called for each member beside `results`, with the JSON text of its value, as soon as it was read. */
export type OnMember = (name: string, json: string) => void;

type Captured = 'key' | 'value' | 'row';

const ROW_STATES: ReadonlySet<State> = new Set(['first-row', 'next-row']);
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const NULL = Buffer.from('null');
const WHITESPACE = new Set([0x20, 0x09, 0x0a, 0x0d]);

/**
 * Finds the rows in an answer that arrives in arbitrary chunks. Holds no more than the current row. Checks everything
 * around the rows and passes it to `onMember`. Does not check that a row is valid JSON: callers do so with `parseJson`.
 */
export class AnswerScanner {
  readonly #layout: AnswerLayout;
  readonly #onMember: OnMember | undefined;
  readonly #capture = new ValueCapture();
  #state: State = 'start';
  #markBytes = 0;
  #nullBytes = 0;
  #bytes = 0;
  #key = '';
  #inResults = false;
  #sawResults = false;
  /** The kind of value that is being captured, if any. */
  #captured: Captured | undefined;
  /** The JSON text of the row that ended where `step` returned; undefined when none did. */
  row: string | undefined;

  constructor(layout: AnswerLayout, onMember?: OnMember) {
    this.#layout = layout;
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
      const byte = chunk[at] as number;
      if (this.#captured !== undefined) {
        at = this.#capture.take(chunk, at);
        this.#finish(this.#capture.text);
      } else if ((WHITESPACE.has(byte) && this.#state !== 'null') || this.#isByteOrderMark(byte)) {
        at += 1;
      } else if (this.#enter(byte)) {
        at += 1;
      }
    } while (at < chunk.length && this.row === undefined && this.#state !== 'first-row');
    this.#bytes += at - from;
    return at;
  }

  /** Whether a row may come next ('row'), or a comma and then a row ('comma'). Undefined anywhere else. */
  get expects(): 'row' | 'comma' | undefined {
    if (this.#captured !== undefined) {
      return undefined;
    }
    return this.#state === 'after-row' ? 'comma' : ROW_STATES.has(this.#state) ? 'row' : undefined;
  }

  /** Tells the scanner that the engine has read this many bytes of complete, valid rows. */
  skipped(bytes: number): void {
    this.#state = 'after-row';
    this.#bytes += bytes;
  }

  /** Throws CutAnswerError unless the answer is complete. */
  end(): void {
    if (this.#state !== 'end') {
      throw new CutAnswerError(this.#bytes);
    }
  }

  #isByteOrderMark(byte: number): boolean {
    if (this.#state !== 'start' || byte !== BYTE_ORDER_MARK[this.#markBytes]) {
      return false;
    }
    this.#markBytes += 1;
    return true;
  }

  /** Handles a byte between values. Returns false when the byte is the first of a captured value. */
  #enter(byte: number): boolean {
    switch (this.#state) {
      case 'start':
        return this.#enterAnswer(byte);
      case 'first-key':
      case 'next-key':
        return this.#enterKey(byte);
      case 'colon':
        return this.#expect(byte === COLON, 'value');
      case 'value':
        return this.#enterValue(byte);
      case 'after-value':
        return byte === CLOSE_BRACE ? this.#closeAnswer() : this.#expect(byte === COMMA, 'next-key');
      case 'first-row':
      case 'next-row':
        return this.#enterRow(byte);
      case 'after-row':
        return byte === CLOSE_BRACKET ? this.#closeRows() : this.#expect(byte === COMMA, 'next-row');
      case 'null':
        return this.#enterNull(byte);
      case 'end':
        throw new BadAnswerError('goes on after its JSON has ended');
    }
  }

  #enterAnswer(byte: number): boolean {
    const markIsWhole = this.#markBytes === 0 || this.#markBytes === BYTE_ORDER_MARK.length;
    if (markIsWhole && this.#layout === 'array' && byte === LETTER_N) {
      return this.#enterNull(byte);
    }
    const opening = this.#layout === 'results' ? OPEN_BRACE : OPEN_BRACKET;
    if (!markIsWhole || byte !== opening) {
      const kind = this.#layout === 'results' ? 'object' : 'array';
      throw new BadAnswerError(`is not a JSON ${kind}`, `It begins with byte ${byte}.`);
    }
    this.#state = this.#layout === 'results' ? 'first-key' : 'first-row';
    return true;
  }

  /**
   * `null` instead of a list means an empty one, as in `results: null`: Go servers send that (evidence.md#null-lists).
   */
  #enterNull(byte: number): boolean {
    const isMet = byte === NULL[this.#nullBytes];
    this.#nullBytes += 1;
    return this.#expect(isMet, this.#nullBytes === NULL.length ? 'end' : 'null');
  }

  #enterKey(byte: number): boolean {
    if (byte === CLOSE_BRACE && this.#state === 'first-key') {
      return this.#closeAnswer();
    }
    this.#expect(byte === QUOTE, 'colon');
    return this.#begin('key', byte);
  }

  #enterValue(byte: number): boolean {
    if (!this.#inResults) {
      this.#state = 'after-value';
      return this.#begin('value', byte);
    }
    if (byte === OPEN_BRACKET) {
      return this.#expect(true, 'first-row');
    }
    if (byte !== LETTER_N) {
      throw new BadAnswerError('has `results` that are not an array');
    }
    // `results: null` counts as no rows: other clients have met it or guard against it (evidence.md#results-null).
    this.#state = 'after-value';
    return this.#begin('value', byte);
  }

  #enterRow(byte: number): boolean {
    if (byte === CLOSE_BRACKET && this.#state === 'first-row') {
      return this.#closeRows();
    }
    if (byte !== OPEN_BRACE) {
      throw new BadAnswerError('holds a row that is not an object');
    }
    this.#state = 'after-row';
    return this.#begin('row', byte);
  }

  #closeRows(): boolean {
    this.#state = this.#layout === 'results' ? 'after-value' : 'end';
    return true;
  }

  #closeAnswer(): boolean {
    if (!this.#sawResults) {
      throw new BadAnswerError('holds no `results`');
    }
    return this.#expect(true, 'end');
  }

  #expect(met: boolean, next: State): true {
    if (!met) {
      throw new BadAnswerError('is not valid JSON', `In state ${this.#state}, after about ${this.#bytes} bytes.`);
    }
    this.#state = next;
    return true;
  }

  #begin(captured: Captured, first: number): false {
    this.#captured = captured;
    this.#capture.begin(first);
    return false;
  }

  /** Handles the captured text. Undefined means that the value continues in the next chunk. */
  #finish(text: string | undefined): void {
    if (text === undefined) {
      return;
    }
    const captured = this.#captured;
    this.#captured = undefined;
    if (captured === 'row') {
      this.row = text;
    } else if (captured === 'key') {
      this.#finishKey(String(parseJson(text)));
    } else {
      this.#finishValue(text);
    }
  }

  #finishValue(json: string): void {
    const value = parseJson(json);
    if (!this.#inResults) {
      this.#onMember?.(this.#key, json);
    } else if (value !== null) {
      throw new BadAnswerError('has `results` that are not an array');
    }
  }

  #finishKey(key: string): void {
    this.#key = key;
    this.#inResults = key === 'results';
    if (this.#inResults && this.#sawResults) {
      throw new BadAnswerError('holds `results` twice');
    }
    this.#sawResults ||= this.#inResults;
  }
}
