import type { StreamContext } from '../../sync/types.ts';
import { DAY_MS } from '../../utils/time.ts';
import { askCounts } from './ask-counts.ts';
import { type Fingerprint, type Fingerprints, fingerprintOn } from './fingerprints.ts';
import type { EventsInput } from './input.ts';

/**
 * Counts the days that this sync has read once more, and forgets those whose count has changed: it is unknown which of
 * their rows were read, before the change or after it. Pendo clears the history of an object that is tagged anew and fills
 * it again, so a day can have lost rows while it was read, and count as before at the next check.
 */
export async function forgetMoving(
  input: EventsInput,
  context: StreamContext,
  next: Map<number, Fingerprint>,
  untouched: Fingerprints,
): Promise<void> {
  const read = [...next.keys()].filter((number) => !untouched.has(number));
  if (read.length === 0) return;
  const first = read.reduce((earliest, number) => Math.min(earliest, number));
  const last = read.reduce((latest, number) => Math.max(latest, number));
  // A day begins up to 14 hours before the midnight of its number, and up to 12 hours after it.
  const range = { from: (first - 1) * DAY_MS, to: (last + 1) * DAY_MS };
  const unchecked = `${input.definition.name}: days that changed while they were read are not looked for, because Pendo did not count them.`;
  const counts = await askCounts(input, context, range, unchecked);
  if (counts === undefined) return;
  const moving = read.filter((number) => fingerprintOn(counts, number).mark !== next.get(number)?.mark);
  for (const number of moving) next.delete(number);
  if (moving.length > 0)
    input.log.info(
      `${input.definition.name}: ${moving.length} days changed while they were read. The next check reads them again.`,
    );
}
