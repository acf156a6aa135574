import { DIFFERENCES } from '../../emulator/differences.ts';
import { code, table } from './markdown.ts';

/** The table of the emulator's switches that are all off. */
export function differencesTable(): string {
  return table(
    ['name', 'meaning when it is true'],
    Object.entries(DIFFERENCES).map(([name, meaning]) => [code(name), meaning]),
  );
}
