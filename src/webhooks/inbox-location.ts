import { resolve } from 'node:path';
import { configError } from '../airbyte/errors.ts';

export type InboxLocation =
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'postgres'; readonly url: string };

/** Throws a config error that begins with `source` and does not repeat the address, which may hold a password. */
export function parseInbox(source: string, text: string): InboxLocation {
  const path = /^sqlite:(.+)$/s.exec(text)?.[1];
  // Made absolute, because SQLite gives ":memory:" and "file:…" a special meaning.
  if (path !== undefined && !path.includes('\0')) return { kind: 'sqlite', path: resolve(path) };
  if (/^postgres(ql)?:\/\//.test(text) && URL.canParse(text)) return { kind: 'postgres', url: text };
  throw configError(`${source} must be sqlite: and the path of a file, or the postgres:// address of a database.`);
}

/** Returns the database's password in every form that could appear in a log. Empty for a file. */
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
