import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { configError } from '../airbyte/errors.ts';

const BYTE_ORDER_MARK = '\uFEFF';
/** Control characters, which no secret holds. A UTF-16 file, for example, is full of NUL. */
const CONTROL = /\p{Cc}/u;

/** The lines of a file or of an environment variable that holds secrets. */
export interface SecretLines {
  /** The lines that are not blank, trimmed. */
  readonly lines: readonly string[];
  /** Whether trimming changed one of them. */
  readonly trimmed: boolean;
}

/**
 * Reads a file of secrets. Throws a config error that names the option and repeats neither the path nor the content.
 */
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
 * Splits a text into its secrets. Blanks around a secret come from copying or from Windows line ends and are trimmed;
 * blanks inside belong to it. Throws a config error that begins with `source` when the text holds control characters.
 */
export function secretLines(source: string, text: string): SecretLines {
  const all = (text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text).split(/\r\n|\r|\n/);
  const lines = all.map((line) => line.trim()).filter((line) => line !== '');
  if (lines.some((line) => CONTROL.test(line))) throw notText(source);
  return { lines, trimmed: all.some((line) => line.trim() !== '' && line !== line.trim()) };
}

function notText(source: string) {
  return configError(`${source} is not plain text, perhaps UTF-16; write it as UTF-8 without control characters.`);
}
