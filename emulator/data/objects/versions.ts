import { Random } from '../prng.ts';

/**
 * The root of most objects is their own id. A version consists of the root and its time in UTC with nanoseconds
 * (evidence.md#version-ids).
 */
export function versionFields(id: string, editedAt: number) {
  return { rootVersionId: id, stableVersionId: `${id}-${timeWithNanoseconds(id, editedAt)}` };
}

function timeWithNanoseconds(id: string, time: number): string {
  const digits = new Date(time).toISOString().replace(/\D/g, '');
  const below = String(new Random(0, [id, time]).below(1_000_000)).padStart(6, '0');
  return `${digits.slice(0, 14)}.${digits.slice(14)}${below}`;
}
