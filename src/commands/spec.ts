import { toLine } from '../airbyte/messages.ts';
import { SPEC } from '../config/spec.ts';
import type { CommandTools } from './types.ts';

/** Prints spec.json as Airbyte's SPEC message. */
export async function spec({ output }: CommandTools): Promise<number> {
  await output.write(toLine({ type: 'SPEC', spec: SPEC }));
  return 0;
}
