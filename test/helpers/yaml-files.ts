import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';

/** The documents of a YAML file of the repository. Throws if it is not valid YAML, for example if a key stands twice. */
export function readYaml(path: string): unknown[] {
  const text = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
  return [...parseAllDocuments(text, { merge: true })].map((document) => {
    const [problem] = [...document.errors, ...document.warnings];
    if (problem !== undefined) throw problem;
    return document.toJS();
  });
}
