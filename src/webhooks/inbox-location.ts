import { resolve } from 'node:path';
import { configError } from '../airbyte/errors.ts';

export type InboxLocation =
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'postgres'; readonly url: string };

/** The address is not repeated in the error: it holds the database's password. `source` begins the sentence. */
export function parseInbox(source: string, text: string): InboxLocation {
  const path = /^sqlite:(.+)$/s.exec(text)?.[1];
  // An absolute path, because SQLite takes ":memory:" and "file:…" for more than paths.
  if (path !== undefined && !path.includes('\0')) return { kind: 'sqlite', path: resolve(path) };
  if (/^postgres(ql)?:\/\//.test(text) && URL.canParse(text)) return { kind: 'postgres', url: text };
  throw configError(`${source} must be sqlite: and the path of a file, or the postgres:// address of a database.`);
}

/** The password of a database, in each form that could come into a log; none for a file. */
export function passwordsOf(location: InboxLocation): readonly string[] {
  if (location.kind === 'sqlite') return [];
  const { password, searchParams } = new URL(location.url);
  const forms = [password, decoded(password), ...searchParams.getAll('password')];
  return [...new Set(forms)].filter((form) => form !== '');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
