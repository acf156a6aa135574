import { writeFile } from 'node:fs/promises';
import process from 'node:process';
import { generatedDocuments, ROOT } from './generate/documents.ts';

/** `npm run docs` writes the generated documents. With `--check` it writes nothing and fails if one is out of date. */
const outOfStep = (await generatedDocuments()).filter(({ current, wanted }) => current !== wanted);

if (process.argv.includes('--check')) {
  for (const { name } of outOfStep) {
    console.error(`${name} is not in step with src/streams, spec.json and package-lock.json: run "npm run docs".`);
  }
  if (outOfStep.length > 0) process.exitCode = 1;
} else {
  for (const { name, wanted } of outOfStep) await writeFile(new URL(name, ROOT), wanted);
  console.log(
    outOfStep.length === 0 ? 'All documents are in step.' : `Wrote ${outOfStep.map(({ name }) => name).join(', ')}.`,
  );
}
