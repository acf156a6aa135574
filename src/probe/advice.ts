import type { Config } from '../config/types.ts';
import { DAY_MS } from '../utils/time.ts';
import { ENDPOINTS } from './endpoints.ts';
import { SAMPLE_ROWS } from './questions.ts';
import { type Sizes, sayRows, sizesOf } from './sizes.ts';
import type { AskedBelief, Asking, Finding, Verdict } from './types.ts';

export interface Advice {
  readonly sizes: readonly string[];
  readonly words: readonly string[];
}

const MANY_REQUESTS = 2000;
const MANY_VERSIONS = 300;
const MANY_ROWS_PER_DAY = 200_000;
const HISTORY_DAYS = 180;

const EVENT_KINDS: readonly string[] = ['aggregated_events', 'single_events'];

/** Seen in one live subscription (evidence.md#live-volumes). */
const TWICE = 'the period hour gives about twice as many rows';

interface Seen {
  readonly belief: AskedBelief;
  readonly finding: Finding;
}

/** What to select, what would be slow, and what to leave out, by what was counted. */
export async function adviceFor(asking: Asking, judged: readonly Seen[]): Promise<Advice> {
  const sizes = await sizesOf(asking);
  const { config } = asking;
  const days = Math.max(1, Math.ceil((asking.now() - config.startDate.utcMidnightMs) / DAY_MS));
  return {
    sizes: saySizes(sizes),
    words: [
      ...whatToSelect(judged),
      ...whatToLeaveOut(judged, sizes),
      ...aboutEvents(sizes, config, days),
      ...aboutHistory(sizes, config),
      ...aboutVersions(sizes),
      ...aboutFaults(judged),
    ],
  };
}

function saySizes({ visitors, identified, eventRowsPerDay, visitorsPerDay, rows }: Sizes): readonly string[] {
  const counts = (isWanted: (kind: string) => boolean, isSample: boolean) =>
    ENDPOINTS.flatMap(({ streams: [{ name, source }] }) => {
      const count = rows.get(name);
      return count === undefined || !isWanted(source.kind) ? [] : [`${name} ${sayRows(count, isSample)}`];
    }).join(', ');
  return [
    `Visitors: ${sayCount(visitors)}, identified ones: ${sayCount(identified)}, with events on a day: at most ${sayCount(visitorsPerDay)}`,
    `Objects: ${counts((kind) => kind === 'list', false)}`,
    `Rows of events on a day: ${sayCount(eventRowsPerDay)}`,
    `Rows of that day, of which at most ${SAMPLE_ROWS} were asked for: ${counts((kind) => EVENT_KINDS.includes(kind), true)}`,
  ];
}

function sayCount(count: number | undefined): string {
  return count === undefined ? 'not told' : count.toLocaleString('en-US');
}

/** Names of the streams whose source or endpoint has this verdict. */
function streamsThat(verdict: Verdict, judged: readonly Seen[]): readonly string[] {
  return ENDPOINTS.filter(({ id }) => verdictOf(judged, id) === verdict).flatMap(({ streams }) =>
    streams.map(({ name }) => name),
  );
}

function verdictOf(judged: readonly Seen[], id: string): string | undefined {
  return judged.find(({ belief }) => belief.id === id)?.finding.verdict;
}

function whatToSelect(judged: readonly Seen[]): readonly string[] {
  const good = streamsThat('agrees', judged).length;
  return [`Select what you need: ${good} of the streams that were asked about can be read.`];
}

function whatToLeaveOut(judged: readonly Seen[], { rows }: Sizes): readonly string[] {
  const refused = streamsThat('differs', judged);
  const empty = ENDPOINTS.map(({ streams: [{ name }] }) => name).filter((name) => rows.get(name) === 0);
  return [
    ...(refused.length === 0 ? [] : [`Leave out, because Pendo refuses them here: ${refused.join(', ')}.`]),
    ...(empty.length === 0 ? [] : [`Empty on the day or in the list that was asked for: ${empty.join(', ')}.`]),
  ];
}

function aboutEvents({ eventRowsPerDay }: Sizes, config: Config, days: number): readonly string[] {
  if (eventRowsPerDay === undefined || eventRowsPerDay === 0) return [];
  const total = (eventRowsPerDay * days).toLocaleString('en-US');
  const first = `The first sync of events reads at most ${total} rows, over ${days.toLocaleString('en-US')} days from start_date.`;
  const isMany = eventRowsPerDay > MANY_ROWS_PER_DAY;
  const period =
    config.period === 'hour' || isMany
      ? `Prefer the period day: ${TWICE}.`
      : `Both periods are quick enough here; ${TWICE}.`;
  const window = isMany ? ['Set advanced.window_days to 7 or less: a day has many rows.'] : [];
  return [first, period, ...window, 'single_events would be by far the largest stream: one row per event.'];
}

/** One request per visitor and day of activity. */
function aboutHistory({ visitorsPerDay }: Sizes, config: Config): readonly string[] {
  if (visitorsPerDay === undefined || visitorsPerDay === 0) return [];
  const first = visitorsPerDay * HISTORY_DAYS;
  const later = visitorsPerDay * Math.max(1, config.lookbackDays);
  const words = `visitor_history sends up to ${first.toLocaleString('en-US')} requests in its first sync and up to ${later.toLocaleString('en-US')} once a day`;
  return [later > MANY_REQUESTS ? `Slow: ${words}. Leave it out unless you need it.` : `${words}.`];
}

function aboutVersions({ rows }: Sizes): readonly string[] {
  const guides = rows.get('guides') ?? 0;
  return guides > MANY_VERSIONS
    ? [`Slow at first: guide_versions sends a request for each of ${guides.toLocaleString('en-US')} guides.`]
    : [];
}

function aboutFaults(judged: readonly Seen[]): readonly string[] {
  const harmful = judged.filter(({ belief, finding }) => belief.isEssential && finding.verdict === 'differs');
  if (harmful.length === 0) return ['Nothing differs that a sync stands on.'];
  const ids = harmful.map(({ belief }) => belief.id).join(', ');
  return [`Do not rely on a sync before this is looked at: ${ids}. Please share this report in an issue.`];
}
