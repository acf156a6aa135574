import type { FaultRule } from '../../src/pendo/faults.ts';
import { table } from './markdown.ts';

const HEADER = ['what comes in place of an answer', 'action', 'what the log or the error says'];

/** The table of docs/errors.md: one line per rule, in the order in which the rules are tried. */
export function faultsTable(rules: readonly FaultRule[]): string {
  return table(HEADER, rules.map(faultRow));
}

function faultRow({ name, action, sentence }: FaultRule): readonly string[] {
  const shown = sentence.replaceAll(/\{(?:what|status)\}/g, '…').replaceAll(/\{(?:host|code|words)\}/g, '');
  return [name, action.replace('_', ' '), shown];
}
