import type { EventQuery, EventSource, PendoRow } from '../../types.ts';
import { createAggregatedEvents } from './aggregated.ts';
import { createEmailEvents } from './email.ts';
import { createRawEvents } from './raw.ts';
import type { SingleEvents } from './single.ts';
import type { Sources } from './single-event.ts';

type Rows = (query: EventQuery, now: number) => Iterable<PendoRow>;

/** The rows of any event source. */
export function createEvents({
  world,
  visitors,
  timelines,
  single,
}: Sources & { readonly single: SingleEvents }): Rows {
  const aggregated = createAggregatedEvents(world, visitors, timelines);
  const raw = createRawEvents(world, visitors, timelines);
  const email = createEmailEvents(world, visitors, timelines);
  const sources: Readonly<Record<EventSource, Rows>> = {
    events: (query, now) => aggregated.rows({ ...query, source: 'events' }, now),
    pageEvents: (query, now) => aggregated.rows({ ...query, source: 'pageEvents' }, now),
    featureEvents: (query, now) => aggregated.rows({ ...query, source: 'featureEvents' }, now),
    trackEvents: (query, now) => aggregated.rows({ ...query, source: 'trackEvents' }, now),
    guideEvents: (query, now) => single.rows({ ...query, source: 'guideEvents' }, now),
    pollEvents: (query, now) => single.rows({ ...query, source: 'pollEvents' }, now),
    emailEvents: email.rows,
    singleEvents: (query, now) => raw.rows({ ...query, source: 'singleEvents' }, now),
    recordingMetadata: (query, now) => raw.rows({ ...query, source: 'recordingMetadata' }, now),
  };
  return (query, now) => sources[query.source](query, now);
}
