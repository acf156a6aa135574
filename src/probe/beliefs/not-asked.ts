import type { Belief } from '../types.ts';

type Row = readonly [about: string, assumes: string, grade: string, evidence: string];

/**
 * What the emulator does, and what `probe` does not ask about: a sync does not stand on it, a small question cannot show
 * it, or the question would not be harmless.
 */
const ROWS: readonly Row[] = [
  ['A query that is too big', '408 (or 400) "Query exceeded memory limit"', 'C', 'too-big'],
  ['Wrong region', '400 on every route, body unknown', 'V, body ?', 'wrong-region'],
  [
    '`count < 0` in `timeSeries`',
    'without the period of `first`; an example says otherwise',
    'D, against D',
    'count-back',
  ],
  ['`last` before `first`', '422', 'I', 'time-series-reversed'],
  [
    '`timeSeries` inside `visitors`, `accounts`, objects',
    'accepted, no effect',
    'V*, effect ?',
    'time-series-in-objects',
  ],
  ['ids together with `appId`', '400', 'D, status I', 'ids-or-apps'],
  ['ids without `appId`', 'found in all apps', 'D, all apps I', 'object-ids'],
  ['An `appId` that does not exist', 'no rows', 'I', 'unknown-app'],
  [
    '`since` on visitors',
    'rows with `lastupdated` from then on; rows without it are left out',
    'D, V*',
    'visitors-since',
  ],
  ['`startTime`, `endTime` on visitors', 'limit `lastvisit`', 'V, meaning ?', 'visitors-start-end'],
  ['`GET /page?id=`', 'searches all apps', 'I', 'list-by-id'],
  ['Visitor history of a day without events of the visitor', 'none', 'I', 'history-and-events'],
  ['Visitor history older than 180 days', '422', 'V, reason I', 'history-422'],
  [
    'An unknown kind of `/metadata/schema/`',
    '404; `AccountMetadata` answers 200 with `{}`',
    'D, against V*',
    'metadata-kinds',
  ],
  [
    '`eval` on `hour`, `day`, `week`, `month`, `quarter` of an event source',
    '400',
    'D for `day`, status I',
    'read-only-fields',
  ],
  [
    '`bulkExpand`',
    'adds the metadata, group by group (`account.agent.plan`); null for an unknown id',
    'C, unknown ids I',
    'bulk-expand',
  ],
  [
    '`unwind` with `prefix`; on a value that is not a list',
    'gives the list up to each element; treats the value as the only element',
    'D, `prefix` C, other values I',
    'unwind-operator',
  ],
  [
    '`merge`: rows without a partner; with several partners',
    'stay as they are; the first partner counts',
    'D, partners I',
    'merge-operator',
  ],
  ['`switch` without a matching case', 'null', 'D, no case I', 'switch-operator'],
  ['`spawn`', 'only at the head of a pipeline', 'D', 'spawn-operator'],
  ['`segment`', 'pairs of visitor and account, or only the one that the segment is about', 'D', 'segment-operator'],
  ['`segment` with an unknown id', '400; with a switch, an empty result', '?', 'unknown-segment'],
  ["A segment's `definition`", '`{}`; its `pipeline` makes the selection', 'V, content I', 'segment-definition'],
  [
    'Rows of `weekRange` and `monthRange`',
    'the rows of the days, with the start of the longer bucket',
    'I',
    'week-rows',
  ],
  [
    '`date()` with hours on the day of a daylight saving change',
    'midnight plus that many hours',
    'I',
    'date-hours-at-change',
  ],
  [
    'Fields of `apps` beyond id, name, displayName, platform',
    "the fields of Pendo's application object",
    'V, same object I',
    'apps-fields',
  ],
  [
    '`doNotProcessVisitors`, `doNotProcessAccounts`',
    'the flagged visitors and accounts, which are in `visitors` and `accounts` too',
    'D, inside visitors V',
    'do-not-process-sources',
  ],
  [
    '`guidesSeenEver`, `pollsSeenEver`',
    'no time series; filtering, sorting and limiting by time work; `appId`, `blacklist` and ids are accepted',
    'D, V*',
    'seen-ever',
  ],
  ['`lastState`, and times that do not exist', '`active`, `advanced`, `dismissed`, `timeout`; 0', 'I', 'last-state'],
  [
    'Columns of emailEvents',
    "the columns that the documentation's list shows before it is cut off",
    'D, rows cut',
    'email-events',
  ],
  [
    'Columns of vocItems, votes',
    "the columns that the documentation's lists show before they are cut off",
    'D, fields cut',
    'feedback',
  ],
  ['`vocItems` without `type`', 'both types', 'I', 'feedback-types'],
  ['Columns of singleEvents', 'the fields that known tools request', 'V, C', 'single-events'],
  ['Columns of recordingMetadata', 'the fields that known tools request', 'C', 'recordings'],
  ['`/bulkdelete`', 'outstanding requests; only their id is known', 'D, body ?', 'bulk-delete-endpoint'],
  ['Results of a report that is not a list', '404', '?', 'other-report-results'],
  ['Items of `/guide/:id/history`', 'the guide as it was at that time', 'D, shape I', 'guide-versions'],
  ['A product that the subscription lacks', '403; a switch selects another status', '?', 'missing-product'],
  [
    '`appId` of poll events',
    'absent on a third of them; it is absent in real rows too, but the share is invented',
    'V',
    'poll-events-without-app',
  ],
  ['`eventId` of guide events', 'empty on half of them; it was empty on all known real rows', 'V', 'empty-event-ids'],
];

export const NOT_ASKED: readonly Belief[] = ROWS.map(([about, assumes, grade, evidence]) => ({
  id: evidence,
  about,
  assumes,
  grade,
  evidence,
}));
