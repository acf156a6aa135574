import { BadAnswerError } from './errors.ts';
import { CLOSE_BRACE, CLOSE_BRACKET, COLON, COMMA, LETTER_N, OPEN_BRACE, OPEN_BRACKET, QUOTE } from './json-bytes.ts';

/** `results` is `{"results":[…], …}`, the aggregation endpoint's answer. `array` is a bare `[…]`, the lists' answer. */
export type AnswerLayout = 'results' | 'array';

/** Where in an answer the next byte stands that is not part of a value. */
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

/** What a byte is: the first of such a value, or passed over. */
export type Begins = 'key' | 'member' | 'results' | 'row' | undefined;

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const NULL = Buffer.from('null');
const WHITESPACE = new Set([0x20, 0x09, 0x0a, 0x0d]);

/**
 * What may follow what in an answer, apart from the values themselves. Each method that handles a byte moves to the next
 * state and returns which kind of value begins with the byte, if any. All of them throw BadAnswerError.
 */
export class AnswerGrammar {
  readonly #layout: AnswerLayout;
  #markBytes = 0;
  #nullBytes = 0;
  #inResults = false;
  #sawResults = false;
  state: State = 'start';

  constructor(layout: AnswerLayout) {
    this.#layout = layout;
  }

  /** Handles a byte between values. */
  enter(byte: number): Begins {
    if ((WHITESPACE.has(byte) && this.state !== 'null') || this.#isByteOrderMark(byte)) return undefined;
    switch (this.state) {
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

  /** Takes the key that was read. */
  takeKey(key: string): void {
    this.#inResults = key === 'results';
    if (this.#inResults && this.#sawResults) throw new BadAnswerError('holds `results` twice');
    this.#sawResults ||= this.#inResults;
  }

  /**
   * Takes the value of `results` if it is no array. `null` counts as no rows: other clients have met it or guard
   * against it (evidence.md#results-null).
   */
  takeResults(value: unknown): void {
    if (value !== null) throw notAnArray();
  }

  #isByteOrderMark(byte: number): boolean {
    if (this.state !== 'start' || byte !== BYTE_ORDER_MARK[this.#markBytes]) return false;
    this.#markBytes += 1;
    return true;
  }

  #enterAnswer(byte: number): undefined {
    const markIsWhole = this.#markBytes === 0 || this.#markBytes === BYTE_ORDER_MARK.length;
    if (markIsWhole && this.#layout === 'array' && byte === LETTER_N) return this.#enterNull(byte);
    const opening = this.#layout === 'results' ? OPEN_BRACE : OPEN_BRACKET;
    if (!markIsWhole || byte !== opening) {
      const kind = this.#layout === 'results' ? 'object' : 'array';
      throw new BadAnswerError(`is not a JSON ${kind}`, `It begins with byte ${byte}.`);
    }
    return this.#moveTo(this.#layout === 'results' ? 'first-key' : 'first-row');
  }

  /**
   * `null` instead of a list means an empty one, as in `results: null`: Go servers send that (evidence.md#null-lists).
   */
  #enterNull(byte: number): undefined {
    const isMet = byte === NULL[this.#nullBytes];
    this.#nullBytes += 1;
    return this.#expect(isMet, this.#nullBytes === NULL.length ? 'end' : 'null');
  }

  #enterKey(byte: number): Begins {
    if (byte === CLOSE_BRACE && this.state === 'first-key') return this.#closeAnswer();
    this.#expect(byte === QUOTE, 'colon');
    return 'key';
  }

  #enterValue(byte: number): Begins {
    if (this.#inResults && byte === OPEN_BRACKET) return this.#moveTo('first-row');
    if (this.#inResults && byte !== LETTER_N) throw notAnArray();
    this.#moveTo('after-value');
    return this.#inResults ? 'results' : 'member';
  }

  #enterRow(byte: number): Begins {
    if (byte === CLOSE_BRACKET && this.state === 'first-row') return this.#closeRows();
    if (byte !== OPEN_BRACE) throw new BadAnswerError('holds a row that is not an object');
    this.#moveTo('after-row');
    return 'row';
  }

  #closeRows(): undefined {
    return this.#moveTo(this.#layout === 'results' ? 'after-value' : 'end');
  }

  #closeAnswer(): undefined {
    if (!this.#sawResults) throw new BadAnswerError('holds no `results`');
    return this.#moveTo('end');
  }

  #expect(met: boolean, next: State): undefined {
    if (!met) throw new BadAnswerError('is not valid JSON', `In state ${this.state}.`);
    return this.#moveTo(next);
  }

  #moveTo(next: State): undefined {
    this.state = next;
  }
}

function notAnArray(): BadAnswerError {
  return new BadAnswerError('has `results` that are not an array');
}
