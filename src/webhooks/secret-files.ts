import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { configError } from '../airbyte/errors.ts';

const BYTE_ORDER_MARK = '\uFEFF';
/** What no secret holds: a file in UTF-16 is full of NUL, for one. */
const CONTROL = /\p{Cc}/u;

/** The lines of a file or of a variable that holds secrets. */
export interface SecretLines {
  /** Those that are not blank, without the blanks around them. */
  readonly lines: readonly string[];
  /** Whether there were blanks around one of them. */
  readonly trimmed: boolean;
}

/** Reads a file of secrets; throws a config error that names the option and repeats neither path nor content. */
export async function readSecretFile(option: string, path: string): Promise<SecretLines> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch {
    throw configError(`The file of --${option} cannot be read; check that it exists and that this user may read it.`);
  }
  if (!isUtf8(bytes)) throw notText(`The file of --${option}`);
  return secretLines(`The file of --${option}`, bytes.toString('utf8'));
}

/**
 * Blanks around a secret come from copying, or from a line end of Windows; inside it they belong to it. `source` begins a
 * sentence about what cannot be text.
 */
export function secretLines(source: string, text: string): SecretLines {
  const all = (text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text).split(/\r\n|\r|\n/);
  const lines = all.map((line) => line.trim()).filter((line) => line !== '');
  if (lines.some((line) => CONTROL.test(line))) throw notText(source);
  return { lines, trimmed: all.some((line) => line.trim() !== '' && line !== line.trim()) };
}

function notText(source: string) {
  return configError(`${source} is no plain text, perhaps UTF-16; write it as UTF-8 without control characters.`);
}
