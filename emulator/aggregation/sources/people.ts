import { isAnonymous } from '../../data/index.ts';
import { fieldOf } from '../../expression/operators.ts';
import { isTrue } from '../../expression/values.ts';
import { Refusal } from '../../http/refusal.ts';
import type { PendoRow } from '../../types.ts';
import { type Context, compileOrRefuse } from '../context.ts';
import type { JsonObject } from '../json.ts';
import type { Operate, Rows } from '../operators/operator.ts';
import type { Source } from './source.ts';

/**
 * `since` is documented (evidence.md#visitors-since), and `startTime` and `endTime` were observed to work
 * (evidence.md#visitors-start-end). `appId` (evidence.md#people-by-app) and a `timeSeries` inside
 * (evidence.md#time-series-in-objects) are accepted and change nothing.
 */
export const PEOPLE_SOURCES: readonly (readonly [string, Source])[] = [
  ['visitors', visitors((rows) => rows)],
  ['accounts', accounts((rows) => rows)],
  // The same parameters and data, but only flagged people. `visitors` and `accounts` include them too
  // (evidence.md#do-not-process-sources).
  ['doNotProcessVisitors', visitors(flagged)],
  ['doNotProcessAccounts', accounts(flagged)],
];

function visitors(narrow: Operate): Source {
  return {
    parameters: ['identified', 'since', 'startTime', 'endTime', 'appId', 'timeSeries'],
    open: (context, { parameters }) => {
      const isRecent = filteredByTime(context, parameters);
      return { rows: narrow(isRecent(identified(context, parameters)(context.subscription.visitors(context.now)))) };
    },
  };
}

function accounts(narrow: Operate): Source {
  return {
    parameters: ['appId', 'timeSeries'],
    open: ({ subscription, now }) => ({ rows: narrow(subscription.accounts(now)) }),
  };
}

function* flagged(rows: Rows): Generator<PendoRow> {
  const isFlagged = fieldOf('metadata.pendo.donotprocess');
  for (const row of rows) if (isFlagged(row) === true) yield row;
}

/**
 * `identified: true` leaves out anonymous visitors. `false` returns everybody, despite its name
 * (evidence.md#identified-false). Unset counts as `false` (evidence.md#identified-unset).
 */
function identified({ behaviour: odd }: Context, parameters: JsonObject): Operate {
  const { identified: wanted = odd.identifiedUnsetIsTrue } = parameters;
  if (typeof wanted !== 'boolean') throw new Refusal(400, 'bad parameters for source type: identified');
  return function* people(rows) {
    for (const row of rows) {
      const isOne = isAnonymous(String(row.visitorId));
      const isWanted = odd.identifiedFalseIsAnonymous && parameters.identified === false ? isOne : !wanted || !isOne;
      if (isWanted) yield row;
    }
  };
}

/**
 * `since` compares lastupdated, so it drops rows without one. Start and end compare lastvisit. Both are inferred
 * (evidence.md#visitors-since, evidence.md#visitors-start-end).
 */
function filteredByTime(context: Context, { since, startTime, endTime }: JsonObject): Operate {
  const conditions = [
    ...(since === undefined ? [] : [`metadata.auto.lastupdated >= ${String(since)}`]),
    ...(startTime === undefined ? [] : [`metadata.auto.lastvisit >= ${String(startTime)}`]),
    ...(endTime === undefined ? [] : [`metadata.auto.lastvisit <= ${String(endTime)}`]),
  ];
  if (conditions.length === 0) return (rows) => rows;
  const matches = compileOrRefuse(context, conditions.join(' && '), 'since');
  return function* narrow(rows) {
    for (const row of rows) if (isTrue(matches(row))) yield row;
  };
}
