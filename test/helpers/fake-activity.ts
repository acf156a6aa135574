import type { FakeRequest } from './fake-pendo.ts';

export interface FakePair {
  readonly visitorId: unknown;
  /** The beginning of a day in UTC, in epoch milliseconds. */
  readonly day: number;
}

/** Whether the request asks for visitors and days with events. */
export function asksForActivity({ pipeline }: FakeRequest): boolean {
  return JSON.stringify(pipeline).includes('"group":["visitorId"');
}

/** The days in epoch milliseconds, `[from, to)`, for which a request asks for activity. */
export function activityWindow({ filter }: FakeRequest): { readonly from: number; readonly to: number } {
  const [, from, to] = />= (\d+) && \w+ < (\d+)/.exec(filter) ?? [];
  return { from: Number(from), to: Number(to) };
}

/** What Pendo answers to a request for activity, if all of it is in the source `events`. */
export function activityRows(request: FakeRequest, pairs: readonly FakePair[]): readonly object[] {
  const { from, to } = activityWindow(request);
  if (request.source !== 'events') return [];
  return pairs
    .filter(({ day }) => day >= from && day < to)
    .map(({ visitorId, day }) => ({ visitorId, first: day, last: day }));
}
