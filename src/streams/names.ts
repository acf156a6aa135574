/**
 * Returns the column name of a Pendo name: `uTurnCount` is `u_turn_count`, `pendo HubSpot` is `pendo_hub_spot`.
 * Existing underscores stay, because `auto__323232` (the automatic group of app -323232) must not become `auto_323232`.
 */
export function snakeCase(name: string): string {
  return name
    .replaceAll(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1_$2')
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1_$2')
    .replaceAll(/[^\p{L}\p{N}_]+/gu, '_')
    .toLowerCase();
}
