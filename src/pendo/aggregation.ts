import type { ExcludeList, Period } from '../config/types.ts';
import { allOf } from './filter.ts';

/** One step of an aggregation: an object with one operator. */
export type PipelineStep = Readonly<Record<string, unknown>>;

/**
 * The body of `POST /api/v1/aggregation` (evidence.md#aggregation-body). `name` shows in Pendo's logs, so that an admin
 * can tell who asked.
 */
export function aggregationBody(name: string, pipeline: readonly PipelineStep[]): object {
  return {
    response: { mimeType: 'application/json' },
    request: { requestId: `source-pendo-${name}`, name: `source-pendo ${name}`, pipeline },
  };
}

/**
 * Without an `appId`, Pendo reads the default app only, and nothing says so (evidence.md#default-app); hence it is
 * always given.
 */
export function appIdParameter(appIds: readonly number[] | undefined): unknown {
  return appIds === undefined ? 'expandAppIds("*")' : appIds;
}

/** Which part of a window's rows a request asks for: all, or what is left after it proved to be too much. */
export interface EventPart {
  /** Undefined means every app. */
  readonly appIds?: readonly number[] | undefined;
  /**
   * Pendo refuses ids and apps as parameters of one request (evidence.md#ids-or-apps): beside ids, the apps become a
   * condition.
   */
  readonly ids?: { readonly parameter: string; readonly values: readonly string[] };
  /** More conditions on the rows. */
  readonly conditions?: readonly string[];
}

export interface EventRequest {
  readonly source: string;
  readonly period: Period;
  /** The field that places a row in time: `day` or `hour` for buckets, `browserTime` for single events. */
  readonly timeField: string;
  /** Epoch milliseconds, `[from, to)`. */
  readonly from: number;
  readonly to: number;
  readonly excludeList: ExcludeList;
  readonly part: EventPart;
}

/**
 * The steps that bring the events of `[from, to)`. The ends of a `timeSeries` are inclusive and are rounded to whole
 * periods of the subscription's time zone (evidence.md#time-series-rounding), so the filter says again, exactly, what
 * belongs to the window.
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

/** The steps that bring one page of objects in the order of their id; the caller says after which id it begins. */
export function pagePipeline(request: PageRequest): readonly PipelineStep[] {
  const filter = allOf(request.conditions);
  return [
    { source: { [request.source]: request.parameters } },
    ...(filter === undefined ? [] : [{ filter }]),
    { sort: [request.idField] },
    { limit: request.limit },
  ];
}
