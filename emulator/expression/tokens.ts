export type Token =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'name'; readonly value: string }
  | { readonly kind: 'operator'; readonly value: string }
  | { readonly kind: 'end'; readonly value: '' };

export class ExpressionError extends Error {}

/** A function that is not emulated, or a wrong number of arguments. */
export class UnknownFunction extends ExpressionError {}

/**
 * In order: white space, number, string, dotted name, operator. Names may contain any letter, because customers name
 * metadata fields.
 */
const TOKEN =
  /\s+|(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<string>"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`)|(?<name>[\p{L}_$][\p{L}\p{N}_$]*(?:\.[\p{L}\p{N}_$]+)*)|(?<operator>==|!=|<=|>=|&&|\|\||[<>!()[\]+\-*/%,:.])/suy;

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\',
  '"': '"',
  '`': '`',
  '/': '/',
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
};

/**
 * Splits a C-like expression into tokens. Throws ExpressionError at the first character that starts no token, such as
 * an unescaped quote (evidence.md#filter-escapes).
 */
export function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(TOKEN);
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const groups = pattern.exec(text)?.groups;
    if (groups === undefined) throw new ExpressionError(`unexpected character at ${at}`);
    const token = toToken(groups);
    if (token !== undefined) tokens.push(token);
  }
  tokens.push({ kind: 'end', value: '' });
  return tokens;
}

function toToken(groups: Record<string, string | undefined>): Token | undefined {
  if (groups.number !== undefined) return { kind: 'number', value: Number(groups.number) };
  if (groups.string !== undefined) return { kind: 'string', value: resolveEscapes(groups.string.slice(1, -1)) };
  if (groups.name !== undefined) return { kind: 'name', value: groups.name };
  if (groups.operator !== undefined) return { kind: 'operator', value: groups.operator };
  return undefined;
}

/**
 * Proven are `\\` and `\"`, and that `\` must be escaped: an unknown escape is a parse error. The other escapes,
 * escapes between backticks, and unescaped line breaks in a text are handled as by a lenient parser
 * (evidence.md#filter-escapes).
 */
function resolveEscapes(text: string): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gsu, (_, hex: string | undefined, character: string | undefined) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    const meant = ESCAPES[character ?? ''];
    if (meant === undefined) throw new ExpressionError(`unknown escape \\${character ?? ''}`);
    return meant;
  });
}
