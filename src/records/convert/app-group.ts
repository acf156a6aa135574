/** `auto_123`, and `auto__123` for the app -123, whose dash became an underscore (evidence.md#app-groups). */
const APP_GROUP = /^auto(__?)(\d+)$/;

/**
 * The id of the app whose values a metadata group holds; undefined for another group. Nobody has published how the group of
 * a positive id is written: where exactly one of both signs is an app of the subscription, that one is meant.
 */
export function appOfGroup(name: string, appIds: ReadonlySet<string> | undefined): string | undefined {
  const [, dashes, digits] = APP_GROUP.exec(name) ?? [];
  if (dashes === undefined || digits === undefined) return undefined;
  const [likely, other] = dashes === '__' ? [`-${digits}`, digits] : [digits, `-${digits}`];
  return appIds?.has(likely) !== true && appIds?.has(other) === true ? other : likely;
}
