import { RefusedError, TooMuchError } from '../../airbyte/errors.ts';
import { aggregationBody, appIdParameter, type EventPart } from '../../pendo/aggregation.ts';
import type { TimeWindow } from '../../sync/types.ts';
import { asNumber, asText, listValues } from '../aggregate-values.ts';
import { readByVisitors } from './by-visitor.ts';
import type { PartsOptions } from './input.ts';

const IDS_PER_REQUEST = 100;
const IDS = { field: 'id', parse: asText, needsValues: true };

export interface Parts {
  /** A window that cannot be shortened and is still too much: by app, then by ids, then by ranges of visitor ids. */
  readInParts(window: TimeWindow, cause: unknown): Promise<void>;
  /** By ids from the start, where Pendo wants them; `cause` is thrown when the stream has none. */
  readByIds(window: TimeWindow, cause: unknown): Promise<void>;
}

export function createParts(options: PartsOptions): Parts {
  const { input, context, budget, readPart } = options;
  const objects = 'objects' in input.source ? input.source.objects : undefined;
  let saidThatIdsLeaveOut = false;

  async function readInParts(window: TimeWindow): Promise<void> {
    const { appIds } = input.config;
    const apps = appIds ?? (await listApps());
    if (apps === undefined || appIds?.length === 1) return readApps(window, apps);
    for (const app of apps) {
      await readOr(window, { appIds: [app] }, () => readApps(window, [app]));
    }
    if (appIds === undefined) await readOtherApps(window, apps);
  }

  /** An app that the list leaves out, say a deleted one, may have events all the same. */
  async function readOtherApps(window: TimeWindow, apps: readonly number[]): Promise<void> {
    const part = { conditions: apps.map((app) => `appId != ${app}`) };
    await readOr(window, part, () => byVisitors(window, part));
  }

  async function readApps(window: TimeWindow, appIds: readonly number[] | undefined): Promise<void> {
    if (objects === undefined) return byVisitors(window, { appIds });
    await readBatches(window, appIds, inBatches(await listIds(appIds), IDS_PER_REQUEST));
  }

  async function readBatches(
    window: TimeWindow,
    appIds: readonly number[] | undefined,
    batches: readonly (readonly string[])[],
  ): Promise<void> {
    if (objects === undefined) return;
    for (const values of batches) {
      // With the apps: an object of two apps is read for each of them.
      const part = { appIds, ids: { parameter: objects.idsParameter, values } };
      await readOr(window, part, () =>
        values.length > 1
          ? readBatches(window, appIds, inBatches(values, Math.ceil(values.length / 2)))
          : byVisitors(window, part),
      );
    }
  }

  function byVisitors(window: TimeWindow, part: EventPart): Promise<void> {
    return readByVisitors({ ...options, window, part });
  }

  /** Reads a part, or does what is left to do when it is too much. */
  async function readOr(window: TimeWindow, part: EventPart, otherwise: () => Promise<void>): Promise<void> {
    try {
      await readPart(window, part);
    } catch (error) {
      if (!(error instanceof TooMuchError)) throw error;
      budget.spend(error);
      await otherwise();
    }
  }

  /**
   * Undefined when Pendo does not tell: its documentation names the source `apps` in an example only
   * (evidence.md#apps-source).
   */
  async function listApps(): Promise<readonly number[] | undefined> {
    const name = `${input.definition.name}-apps`;
    const body = aggregationBody(name, [{ source: { apps: null } }, { select: { id: 'id' } }]);
    try {
      const apps = await listValues({ input, context, body, field: 'id', what: 'list of apps', parse: asNumber });
      return apps.length === 0 ? undefined : apps;
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      return undefined;
    }
  }

  function listIds(apps: readonly number[] | undefined): Promise<readonly string[]> {
    if (!saidThatIdsLeaveOut) {
      saidThatIdsLeaveOut = true;
      input.log.warn(
        `${input.definition.name}: reading by ids, which leaves out the events of deleted ${objects?.source}.`,
      );
    }
    const source = { [objects?.source ?? '']: { appId: appIdParameter(apps) } };
    const body = aggregationBody(`${input.definition.name}-ids`, [{ source }, { select: { id: 'id' } }]);
    return listValues({ input, context, body, what: `list of ${objects?.source}`, ...IDS });
  }

  return {
    readInParts,
    async readByIds(window, cause) {
      if (objects === undefined) throw cause;
      const { appIds } = input.config;
      await readBatches(window, appIds, inBatches(await listIds(appIds), IDS_PER_REQUEST));
    },
  };
}

function inBatches<T>(values: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, index) =>
    values.slice(index * size, (index + 1) * size),
  );
}
