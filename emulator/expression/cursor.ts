import { ExpressionError, type Token } from './tokens.ts';

/** Reads tokens one by one. */
export class Cursor {
  private readonly tokens: readonly Token[];
  private at = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  peek(): Token {
    return this.tokens[this.at] ?? { kind: 'end', value: '' };
  }

  next(): Token {
    const token = this.peek();
    this.at += 1;
    return token;
  }

  /** Reads and returns the next operator if it is one of these. */
  takes(operators: readonly string[]): string | undefined {
    const token = this.peek();
    if (token.kind !== 'operator' || !operators.includes(token.value)) return undefined;
    this.at += 1;
    return token.value;
  }

  expect(operator: string): void {
    if (this.takes([operator]) === undefined) throw new ExpressionError(`expected ${operator}`);
  }
}
