import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Run, type RunOptions, runConnector } from './run.ts';

const READ_ONLY = 0o400;

/** The content of the file for each option, valid or not. An object becomes JSON. */
export type FileTexts = Readonly<Partial<Record<'config' | 'catalog' | 'state', string | object>>>;

export interface FileOptions extends RunOptions {
  /** The extension of each file. Default ".json". */
  readonly ending?: string;
  readonly readOnly?: boolean;
  /** Additional arguments after those for the files. */
  readonly args?: readonly string[];
}

/**
 * Runs a command with `--name path` for each text. Its working directory is the folder of the files, which is deleted
 * afterwards.
 */
export async function runWithTexts(command: string, texts: FileTexts, options: FileOptions = {}): Promise<Run> {
  const { ending = '.json', readOnly = false, args: more = [], ...runOptions } = options;
  const folder = await mkdtemp(join(tmpdir(), 'source-pendo-text-'));
  try {
    const args: string[] = [];
    for (const [name, content] of Object.entries(texts)) {
      const path = join(folder, name + ending);
      await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
      if (readOnly) await chmod(path, READ_ONLY);
      args.push(`--${name}`, path);
    }
    return await runConnector([command, ...args, ...more], { cwd: folder, ...runOptions });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
