import { readFile } from 'node:fs/promises';
import { configError } from '../airbyte/errors.ts';
import { isObject } from '../utils/is-object.ts';

/** The files that Airbyte passes, by the name of their command line option. */
export type FileRole = 'config' | 'catalog' | 'state';

/**
 * Reads one of Airbyte's files. Throws a config error that names the file's role and what to do. It repeats neither the
 * path nor the content: people pass the config itself instead of its path, and parsers quote the text they cannot
 * parse.
 */
export async function readJsonFile(path: string, role: FileRole): Promise<unknown> {
  return parseJson(await readText(path, role), role);
}

/**
 * Returns an object, or for the state also a list or null: Airbyte writes it in many forms. Throws as `readJsonFile`.
 */
export function parseJson(text: string, role: FileRole): unknown {
  // Windows editors write a byte order mark, which JSON.parse rejects.
  const json = text.replace(/^\uFEFF/, '').trim();
  if (json === '') throw configError(`The ${role} file (--${role}) is empty; it must hold a JSON object.`);
  const value = parse(json, role);
  const isOther = role === 'state' && (Array.isArray(value) || value === null);
  if (isObject(value) || isOther) return value;
  throw configError(
    `The ${role} file (--${role}) holds JSON that is not an object; it must begin with "{" and end with "}".`,
  );
}

function parse(json: string, role: FileRole): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw configError(
      `The ${role} file (--${role}) is not valid JSON; check its quotes, commas and brackets, and save it as UTF-8.`,
    );
  }
}

async function readText(path: string, role: FileRole): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw configError(`The ${role} file (--${role}) ${reasonOf(error)}.`);
  }
}

function reasonOf(error: unknown): string {
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ENAMETOOLONG':
      return 'does not exist; check the path, and in a container that its folder is mounted';
    case 'EISDIR':
      return 'is a folder; give the path of the JSON file in it';
    case 'EACCES':
    case 'EPERM':
      return 'may not be read by this user; change its permissions';
    default:
      return 'cannot be read; give the path of a readable JSON file';
  }
}
