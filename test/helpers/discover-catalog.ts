import type { Catalog } from './airbyte/messages.ts';
import { inThisProcess } from './in-this-process.ts';
import { discover, type RunOptions } from './run.ts';

/**
 * The catalog from `discover`, which runs in this process unless the options say otherwise. Throws with its output if
 * there is none.
 */
export async function discoverCatalog(config: object, options: RunOptions = { by: inThisProcess }): Promise<Catalog> {
  const run = await discover(config, options);
  const catalog = run.messages.find((message) => message.catalog !== undefined)?.catalog;
  if (catalog === undefined) throw new Error(`discover gave no catalog: ${run.lines.join('\n')} ${run.stderr}`);
  return catalog;
}
