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
 * `since` is documented [D], `startTime` and `endTime` were seen to work [V], `appId` and a `timeSeries` inside are taken and change
 * nothing [V, V*: visitors and accounts do not depend on the app; the effect of the time series is unproven].
 */
export const PEOPLE_SOURCES: readonly (readonly [string, Source])[] = [
  ['visitors', visitors((rows) => rows)],
  ['accounts', accounts((rows) => rows)],
  // The same parameters and data, of the flagged only [D]. `visitors` and `accounts` have them too [V].
  ['doNotProcessVisitors', visitors(flagged)],
  ['doNotProcessAccounts', accounts(flagged)],
];

function visitors(narrow: Operate): Source {
  return {
    parameters: ['identified', 'since', 'startTime', 'endTime', 'appId', 'timeSeries'],
    open: (context, { parameters }) => {
      const isRecent = narrowed(context, parameters);
      return { rows: narrow(isRecent(identified(parameters)(context.subscription.visitors(context.now)))) };
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
 * `identified: true` leaves the anonymous out; `false` brings everybody, whatever its name says [V: 21,000 rows against 58].
 * Unset is taken as `false` [I: the documented operator `identified` would have nothing to do otherwise].
 */
function identified({ identified: wanted = false }: JsonObject): Operate {
  if (typeof wanted !== 'boolean') throw new Refusal(400, 'bad parameters for source type: identified');
  return function* people(rows) {
    for (const row of rows) if (!wanted || !isAnonymous(String(row.visitorId))) yield row;
  };
}

/** `since` looks at lastupdated and so drops rows without one; start and end look at lastvisit: both inferred [I]. */
function narrowed(context: Context, { since, startTime, endTime }: JsonObject): Operate {
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
