import { readFile } from 'node:fs/promises';
import { configError } from '../airbyte/errors.ts';

/** Reads a file of secrets; throws a config error that names the option and repeats neither path nor content. */
export async function readSecretFile(option: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw configError(`The file of --${option} cannot be read; check that it exists and that this user may read it.`);
  }
}

/** The lines that are not blank. Blanks within a line belong to the secret; a byte order mark and \r do not. */
export function secretLines(text: string): readonly string[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '');
}
