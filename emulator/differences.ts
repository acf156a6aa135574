/**
 * Ways in which the real Pendo may differ from what is assumed, with what they mean. All are off. A test switches each of
 * them on and expects that the command `probe` finds it.
 */
export const DIFFERENCES = {
  allAppsIsDefaultApp: '`expandAppIds("*")` means the default app only',
  changeDayIsCut: 'the day on which the clocks change has 24 hours too, so the next one begins an hour off',
  countIsOfRows: '`{"count": "field"}` counts rows',
  dateIsUtc: '`date()` takes the midnights of UTC',
  daysBeginAtHalfHours: 'days begin half an hour later',
  deletedObjectsHaveNoEvents: 'the events of deleted objects are gone too',
  detailsAreElsewhere: '`validThrough` stands beside `results` instead of inside `details`',
  dottedNamesStayFlat: 'a name with a dot that `eval` writes is one name',
  escapesAreRefused: 'a filter with a backslash is refused',
  groupsHaveNoItems: '`groups` never has `items`',
  identifiedFalseIsAnonymous: '`identified: false` gives anonymous visitors only',
  identifiedUnsetIsTrue: '`identified` unset counts as `true`',
  keyEndpointIsMissing: '`/token/verify` is 404',
  lacksIsNull: 'there is no function `isNull`',
  lastIsExcluded: 'the bucket of `last` is left out, unless it ends there',
  longList: '`/tracktype` has 50,001 objects more',
  metadataHasNewKeys: 'a description in `/metadata/schema` has a key more',
  minutesNeverExceed: '`numMinutes` is never above `numEvents`',
  noAppIsAllApps: 'without `appId`, all apps are read',
  noDateHeader: 'answers have no `Date` header',
  nullIsZero: '`<` and `>` take null for 0',
  nullNeverEquals: '`null == null` is false',
  nullSortsLast: 'null sorts last',
  objectsComeTwice: 'the first object of a list comes twice',
  readingNeedsWriteAccess: 'the aggregation endpoint is 403 for the key',
  rowsComeTwice: 'each row of events comes twice',
  rowsHaveNewField: 'each row has a field more, `fieldFromTheFuture`',
  rowsLackAddress: 'rows of events lack `remoteIp`',
  sameEndsAreEmpty: 'the same `first` and `last` give no rows',
  sortIgnoresCase: '`sort` ignores the case of letters, `<` and `>` do not',
  startTimeIsNow: '`startTime` is always the time of the request',
  textsIgnoreCase: '`sort`, `<` and `>` ignore the case of letters',
  timeSeriesIsExact: '`first` is not rounded: a bucket that begins before it is left out',
  tokenBodyIsOther: 'the body of `/token/verify` has other members',
  typesAreMixed: '`==` compares texts with numbers',
  unknownSourceIsEmpty: 'a source that does not exist gives no rows',
  validThroughIsExact: '`validThrough` of objects is not on the hour',
  visitorsComeTwice: 'each visitor comes twice',
} as const satisfies Readonly<Record<string, string>>;

export type Difference = keyof typeof DIFFERENCES;
export type Differences = Record<Difference, boolean>;

export const NO_DIFFERENCES = Object.fromEntries(
  Object.keys(DIFFERENCES).map((name) => [name, false]),
) as Readonly<Differences>;
