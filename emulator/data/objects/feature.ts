import type { World } from '../world.ts';
import { commonFields, type ObjectMoment } from './common-fields.ts';
import { productArea } from './product-area.ts';
import type { Timeline } from './timeline.ts';

export function featureRow(world: World, timeline: Timeline, moment: ObjectMoment): Record<string, unknown> {
  const { index, editedAt } = moment;
  return {
    ...commonFields(world, timeline, moment),
    group: productArea(world, index),
    pageId: index % 6 === 2 ? '' : world.random('page', 'id', index % world.scale.pages).text(27),
    appWide: index % 6 === 2,
    elementPathRules: [`button[data-id="${index}"]`, `.edited-${editedAt}`],
    elementInitialTag: 'BUTTON',
    elementSelectionType: 'suggested',
    eventPropertyConfigurations: [
      {
        name: 'label',
        type: 'string',
        path: 'textContent',
        selector: '',
        rule: '',
        pattern: '^(\\w+)"?',
        isActive: true,
      },
    ],
    createdDesignerVersion: '2.1.0',
    suggestedMatch: '',
    isCoreEvent: index % 8 === 7 ? null : index % 8 === 0,
    isAutoTagged: index % 12 === 1,
    isSuggested: false,
    suggestedName: '',
    description: '',
    dailyMergeFirst: moment.createdAt,
    dailyRollupFirst: moment.createdAt,
    ignoredFrustrationTypes: null,
  };
}
