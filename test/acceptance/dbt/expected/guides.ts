import { groupsOf, share, visitorsOf } from './groups.ts';
import type { Truth, TruthEvent } from './truth.ts';
import { textOrNull } from './truth.ts';
import type { ExpectedModel } from './usage.ts';

function ofType(events: readonly TruthEvent[], type: string): readonly TruthEvent[] {
  return events.filter(({ row }) => row.type === type);
}

function guideOf(truth: Truth, id: unknown) {
  return truth.guides.find((guide) => guide.id === id);
}

/** The steps that a guide has, and those that only its events still name. */
function stepsOf(truth: Truth) {
  const known = truth.steps.map(({ guideId, id, name, stepIndex }) => ({
    guide_id: guideId,
    guide_step_id: id,
    step_name: name,
    step_index: stepIndex,
  }));
  const isKnown = new Set(known.map(({ guide_id, guide_step_id }) => `${guide_id} ${guide_step_id}`));
  const named = groupsOf(truth.events('guideEvents'), ({ row }) => ({
    guide_id: row.guideId,
    guide_step_id: textOrNull(row.guideStepId),
  }));
  const others = named
    .filter(({ guide_id, guide_step_id }) => !isKnown.has(`${guide_id} ${guide_step_id}`))
    .map(({ guide_id, guide_step_id }) => ({ guide_id, guide_step_id, step_name: null, step_index: null }));
  return [...known, ...others];
}

export const guideFunnel: ExpectedModel = (truth) => {
  const steps = stepsOf(truth);
  const eventsOf = (step: (typeof steps)[number] | undefined) =>
    truth
      .events('guideEvents')
      .filter(({ row }) => row.guideId === step?.guide_id && textOrNull(row.guideStepId) === step?.guide_step_id);
  return steps.map((step) => {
    const events = eventsOf(step);
    const first = steps.find(({ guide_id, step_index }) => guide_id === step.guide_id && step_index === 0);
    const seen = visitorsOf(ofType(events, 'guideSeen'));
    return {
      ...step,
      guide_name: textOrNull(guideOf(truth, step.guide_id)?.name),
      visitors_seen: seen,
      visitors_advanced: visitorsOf(ofType(events, 'guideAdvanced')),
      visitors_dismissed: visitorsOf(ofType(events, 'guideDismissed')),
      times_seen: ofType(events, 'guideSeen').length,
      times_advanced: ofType(events, 'guideAdvanced').length,
      times_dismissed: ofType(events, 'guideDismissed').length,
      seen_share_of_first_step: share(seen, visitorsOf(ofType(eventsOf(first), 'guideSeen'))),
    };
  });
};

export const guideCompletion: ExpectedModel = (truth) =>
  truth.guides.map((guide) => {
    const events = truth.events('guideEvents').filter(({ row }) => row.guideId === guide.id);
    const seen = ofType(events, 'guideSeen');
    const steps = guide.steps as readonly { readonly id: string }[];
    const completed = visitorsOf(seen.filter(({ row }) => row.guideStepId === steps.at(-1)?.id));
    const dates = seen.map(({ date }) => date).sort();
    return {
      guide_id: guide.id,
      guide_name: guide.name,
      guide_state: guide.state,
      steps: steps.length,
      visitors_seen: visitorsOf(seen),
      visitors_completed: completed,
      visitors_dismissed: visitorsOf(ofType(events, 'guideDismissed')),
      completion: share(completed, visitorsOf(seen)),
      first_seen_on: dates[0] ?? null,
      last_seen_on: dates.at(-1) ?? null,
    };
  });
