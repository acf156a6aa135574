import type { World } from '../world.ts';
import { commonFields, type ObjectMoment } from './common-fields.ts';
import { productArea } from './product-area.ts';
import type { Timeline } from './timeline.ts';

export function pageRow(world: World, timeline: Timeline, moment: ObjectMoment): Record<string, unknown> {
  const rule = `//*/section-${moment.index}/**?edited=${moment.editedAt}`;
  return {
    ...commonFields(world, timeline, moment),
    group: productArea(world, moment.index),
    rules: [
      {
        rule,
        designerHint: `https://app.acme.example/section-${moment.index}`,
        parsedRule: `^https?://[^/]+/${rule}$`,
      },
      // Some pages have two rules, and a named parameter (evidence.md#page-rules).
      ...(moment.index % 4 === 1 ? [{ rule: `${rule}/*parameter*`, designerHint: '', parsedRule: '' }] : []),
    ],
    // One observation shows a text, another a list.
    rulesjson: moment.index % 2 === 0 ? '' : [{ rule }],
    // Null on old objects (evidence.md#core-event-absent).
    isCoreEvent: moment.index % 6 === 5 ? null : moment.index % 6 === 0,
    isAutoTagged: false,
    isSuggested: false,
    suggestedName: '',
    description: moment.index % 5 === 0 ? '' : `Where people do "thing" ${moment.index}`,
    dailyMergeFirst: moment.createdAt,
    dailyRollupFirst: moment.createdAt,
    ignoredFrustrationTypes: moment.index % 7 === 0 ? ['rageClick'] : null,
    tagMaintenanceExclude: false,
  };
}
