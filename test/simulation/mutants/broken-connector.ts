import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { RunCli } from '../connector.ts';
import type { Break } from './break.ts';

/** Inside the checkout, so that the copy finds its dependencies, but where no tool looks for sources. */
const FOLDER = fileURLToPath(new URL('../../../.tmp/mutants/', import.meta.url));
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Calls `use` with the command line of a copy of `src/` that has one break in it, and deletes the copy afterwards.
 * Throws if the break's text does not occur exactly once in its file: then the code has changed, and the break must be
 * adapted.
 */
export async function withBreak<T>(one: Break, use: (runCli: RunCli) => Promise<T>): Promise<T> {
  await mkdir(FOLDER, { recursive: true });
  const folder = join(FOLDER, `${one.name.replaceAll(' ', '-')}-${process.pid}`);
  await rm(folder, { recursive: true, force: true });
  try {
    for (const part of ['src', 'spec.json', 'package.json']) {
      await cp(join(ROOT, part), join(folder, part), { recursive: true, dereference: true });
    }
    await breakFile(join(folder, 'src', one.file), one);
    const url = pathToFileURL(join(folder, 'src', 'cli.ts')).href;
    const { runCli } = (await import(/* @vite-ignore */ url)) as { runCli: RunCli };
    return await use(runCli);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function breakFile(path: string, one: Break): Promise<void> {
  await writeFile(path, withReplacement(await readFile(path, 'utf8'), one));
}

/** The source with the break in it. Throws unless the break's text occurs in it exactly once. */
function withReplacement(source: string, { name, file, text, by }: Break): string {
  const parts = source.split(text);
  if (parts.length === 2) return parts.join(by);
  const times = parts.length - 1;
  throw new Error(`"${name}": its text occurs ${times} times in src/${file}, not once. Adapt the break to the code.`);
}

/** Throws if the code has changed, so that the break no longer fits. */
export async function checkBreak(one: Break): Promise<void> {
  withReplacement(await readFile(join(ROOT, 'src', one.file), 'utf8'), one);
}
