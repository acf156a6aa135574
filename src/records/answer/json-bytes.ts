/** The bytes of JSON's structure. */
export const QUOTE = 0x22;
export const BACKSLASH = 0x5c;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const OPEN_BRACKET = 0x5b;
export const CLOSE_BRACKET = 0x5d;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;
/** `[` and `]` differ from `{` and `}` only in this bit. With it set, one comparison matches both kinds. */
export const BRACE_BIT = 0x20;
export const LETTER_N = 0x6e;
