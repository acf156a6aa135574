import { BadAnswerError } from './errors.ts';

/** Like JSON.parse, but throws a BadAnswerError. Unlike the parser's own error, it does not quote the text. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadAnswerError('is not valid JSON', `A value of ${text.length} characters does not parse.`);
  }
}
