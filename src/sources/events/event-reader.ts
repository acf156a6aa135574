import { RefusedError } from '../../airbyte/errors.ts';
import { type EventPart, eventPipeline } from '../../pendo/aggregation.ts';
import type { FailureBudget } from '../../sync/read-windows.ts';
import type { StreamContext, TimeWindow } from '../../sync/types.ts';
import type { Reading } from '../../sync/window-queue.ts';
import { listApps } from '../apps.ts';
import { readByVisitorRanges } from '../visitor-ranges.ts';
import type { EventsInput } from './input.ts';
import { listIds } from './object-ids.ts';
import type { PartReader } from './part-reader.ts';
import { eventRequest } from './range.ts';

const IDS_PER_REQUEST = 100;

/**
 * Reads one window of events by the fewest requests that Pendo answers. It is a ladder: a rung is used when the request of
 * the rung above was too much.
 *
 *     whole       one request for the window
 *     byApp       one request per app, and one for the apps that no list names
 *     byIds       batches of ids of pages, features or track types, halved down to one id
 *     byVisitor   ranges of visitor ids; when one visitor is too much, the stream fails
 */
export interface EventReader {
  /** Throws a TooMuchError when the window is too much for one request. Undefined when the window was read by ids. */
  whole(window: TimeWindow): Promise<Reading | undefined>;
  /** Reads a window that cannot be shortened any more, from the second rung on. */
  inParts(window: TimeWindow): Promise<void>;
}

export interface EventReaderOptions {
  readonly input: EventsInput;
  readonly context: StreamContext;
  readonly budget: FailureBudget;
  readonly parts: PartReader;
}

export function createEventReader(options: EventReaderOptions): EventReader {
  const { input, context, budget, parts } = options;
  const { appIds } = input.config;
  const objects = 'objects' in input.source ? input.source.objects : undefined;

  /** Pendo documents that hours need ids, but answers without them (evidence.md#hour-range-ids). */
  async function whole(window: TimeWindow): Promise<Reading | undefined> {
    try {
      return await parts.read(window, { appIds });
    } catch (error) {
      const mayNeedIds = objects !== undefined && input.config.period === 'hour';
      if (!(error instanceof RefusedError) || !mayNeedIds) throw error;
      budget.spend(error);
      await byIds(window, appIds);
      return undefined;
    }
  }

  async function byApp(window: TimeWindow): Promise<void> {
    const apps = appIds ?? (await listApps(input, context));
    if (apps === undefined || appIds?.length === 1) return byIds(window, apps);
    for (const app of apps) {
      await parts.readOr(window, { appIds: [app] }, () => byIds(window, [app]));
    }
    if (appIds === undefined) await otherApps(window, apps);
  }

  /** An app that the list leaves out, say a deleted one, may have events all the same. */
  async function otherApps(window: TimeWindow, apps: readonly number[]): Promise<void> {
    const part = { conditions: apps.map((app) => `appId != ${app}`) };
    await parts.readOr(window, part, () => byVisitor(window, part));
  }

  async function byIds(window: TimeWindow, apps: readonly number[] | undefined): Promise<void> {
    if (objects === undefined) return byVisitor(window, { appIds: apps });
    const ids = await listIds(input, context, { objects: objects.source, apps });
    await batches(window, apps, inBatches(ids, IDS_PER_REQUEST));
  }

  /** Each batch names its apps too: an object of two apps is read once for each of them. */
  async function batches(
    window: TimeWindow,
    apps: readonly number[] | undefined,
    idBatches: readonly (readonly string[])[],
  ): Promise<void> {
    for (const values of idBatches) {
      const part = { appIds: apps, ids: { parameter: objects?.idsParameter ?? '', values } };
      await parts.readOr(window, part, () =>
        values.length > 1
          ? batches(window, apps, inBatches(values, Math.ceil(values.length / 2)))
          : byVisitor(window, part),
      );
    }
  }

  function byVisitor(window: TimeWindow, part: EventPart): Promise<void> {
    const partOf = (more: readonly string[]) => ({ ...part, conditions: [...(part.conditions ?? []), ...more] });
    return readByVisitorRanges({
      ...options,
      pipeline: (conditions) => eventPipeline(eventRequest(input, window, partOf(conditions))),
      read: (conditions, canSplit) => parts.read(window, partOf(conditions), canSplit),
    });
  }

  return { whole, inParts: byApp };
}

function inBatches<T>(values: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, index) =>
    values.slice(index * size, (index + 1) * size),
  );
}
