import type { World } from '../world.ts';
import { commonFields, type ObjectMoment } from './common-fields.ts';
import { productArea } from './product-area.ts';
import type { Timeline } from './timeline.ts';

export function trackTypeRow(world: World, timeline: Timeline, moment: ObjectMoment): Record<string, unknown> {
  const { index } = moment;
  return {
    ...commonFields(world, timeline, moment),
    group: index % 4 === 3 ? null : productArea(world, index),
    trackTypeName: `order_event_${index}`,
    trackTypeRules: [`order_event_${index}`],
    eventPropertyNameList: index % 3 === 2 ? null : ['amount', 'currency', 'weird "name"'],
  };
}
