import type { ExcludeList, Period } from '../config/types.ts';
import { allOf } from './filter.ts';

/** One step of an aggregation: an object with one operator. */
export type PipelineStep = Readonly<Record<string, unknown>>;

/**
 * Returns the body of `POST /api/v1/aggregation` (evidence.md#aggregation-body). Pendo logs the `name`, so an admin can
 * see who sent the request.
 */
export function aggregationBody(name: string, pipeline: readonly PipelineStep[]): object {
  return {
    response: { mimeType: 'application/json' },
    request: { requestId: `source-pendo-${name}`, name: `source-pendo ${name}`, pipeline },
  };
}

/** Always sent: without an `appId`, Pendo silently reads only the default app (evidence.md#default-app). */
export function appIdParameter(appIds: readonly number[] | undefined): unknown {
  return appIds === undefined ? 'expandAppIds("*")' : appIds;
}

/** The part of a window's rows that a request asks for: all of them, or fewer when all were too much. */
export interface EventPart {
  /** Undefined means every app. */
  readonly appIds?: readonly number[] | undefined;
  /**
   * Pendo refuses ids and apps as parameters of the same request (evidence.md#ids-or-apps), so with ids the apps become
   * a filter condition.
   */
  readonly ids?: { readonly parameter: string; readonly values: readonly string[] };
  /** Additional filter conditions. */
  readonly conditions?: readonly string[];
}

export interface EventRequest {
  readonly source: string;
  readonly period: Period;
  /** The field with a row's time: `day` or `hour` for buckets, `browserTime` for single events. */
  readonly timeField: string;
  /** Epoch milliseconds, `[from, to)`. */
  readonly from: number;
  readonly to: number;
  readonly excludeList: ExcludeList;
  readonly part: EventPart;
}

/**
 * Returns the steps that read the events of `[from, to)`. Pendo treats the ends of a `timeSeries` as inclusive and
 * rounds them to whole periods in the subscription's time zone (evidence.md#time-series-rounding), so the filter
 * repeats the window's exact limits.
 */
export function eventPipeline(request: EventRequest): readonly PipelineStep[] {
  const { part, timeField } = request;
  const parameters = {
    ...(part.ids === undefined ? { appId: appIdParameter(part.appIds) } : { [part.ids.parameter]: part.ids.values }),
    blacklist: request.excludeList,
  };
  const timeSeries = {
    period: request.period === 'hour' ? 'hourRange' : 'dayRange',
    first: request.from,
    last: request.to - 1,
  };
  const inWindow = [
    `${timeField} >= ${request.from}`,
    `${timeField} < ${request.to}`,
    ...(part.ids === undefined || part.appIds === undefined ? [] : [isOneOf('appId', part.appIds)]),
    ...(part.conditions ?? []),
  ];
  return [{ source: { [request.source]: parameters, timeSeries } }, { filter: allOf(inWindow) }];
}

function isOneOf(field: string, values: readonly number[]): string {
  return `(${values.map((value) => `${field} == ${value}`).join(' || ')})`;
}

export interface PageRequest {
  readonly source: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly idField: string;
  readonly conditions: readonly string[];
  readonly limit: number;
}

/**
 * Returns the steps that read one page of objects, sorted by id. The caller's conditions say after which id it begins.
 */
export function pagePipeline(request: PageRequest): readonly PipelineStep[] {
  const filter = allOf(request.conditions);
  return [
    { source: { [request.source]: request.parameters } },
    ...(filter === undefined ? [] : [{ filter }]),
    { sort: [request.idField] },
    { limit: request.limit },
  ];
}
