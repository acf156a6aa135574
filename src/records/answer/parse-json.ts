import { BadAnswerError } from './errors.ts';

/** JSON.parse, but its error is a BadAnswerError that does not echo the text, as the parser's own does. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadAnswerError('is not valid JSON', `A value of ${text.length} characters does not parse.`);
  }
}
