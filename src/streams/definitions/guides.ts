import { any, boolean, integer, list, object, text, time } from '../columns.ts';
import { OBJECT_COLUMNS } from '../shared-columns.ts';
import type { StreamDefinition } from '../types.ts';

export const guides = {
  name: 'guides',
  description: 'One row per guide, with its steps and polls.',
  source: { kind: 'list', request: { path: 'guide', query: { expand: '*' } }, byApp: true },
  columns: {
    id: text('Id of the guide.'),
    name: text('Name of the guide.'),
    ...OBJECT_COLUMNS,
    state: text('State of the guide: draft, staged, public or disabled.'),
    launchMethod: text('How the guide starts, e.g. auto, badge or launcher.'),
    isMultiStep: boolean('Whether the guide has several steps.'),
    isTraining: boolean('Whether the guide is a training guide.'),
    isModule: boolean('Whether the guide is a module of a resource center.'),
    isTopLevel: boolean('Whether the guide stands on the top level.'),
    steps: list('object', 'Steps of the guide.'),
    polls: list('object', 'Polls of the guide.'),
    attributes: object('Settings of the guide, e.g. device, priority and badge.'),
    audience: list('object', 'Pipeline that finds the visitors who may see the guide.'),
    audienceUiHint: object('The audience as the user interface shows it.'),
    authoredLanguage: text('Language in which the guide was written.'),
    // A list in a live answer, an object in another client.
    translationStates: any('State of the translations, as Pendo sends it.'),
    autoCreateFeedback: boolean('Whether answers become feedback by themselves.'),
    conversion: object('What counts as a conversion, and within which time.'),
    currentFirstEligibleToBeSeenAt: time('Time from which the guide can be seen since it was last made public.'),
    publishedAt: time('Time at which the guide was published.'),
    publishedEver: boolean('Whether the guide was ever published.'),
    showsAfter: time('Time from which the guide is shown.'),
    expiresAfter: time('Time after which the guide is no longer shown.'),
    resetAt: time('Time at which the data of the guide was reset.'),
    recurrence: integer('How often the guide comes back; 0 when it does not.'),
    recurrenceEligibilityWindow: integer('How long a visitor can be shown a guide that comes back.'),
    // Nobody has published what it holds.
    redisplay: text('Rule for showing the guide again.'),
    editorType: text('Editor with which the guide was made.'),
    emailState: text('State of the guide as an email.'),
    emailConfiguration: object('Settings of the guide as an email.'),
    experiment: object('Experiment that runs on the guide.'),
    minAgentVersion: text("Lowest version of Pendo's agent that shows the guide."),
    originId: text('Guide from which this one was copied.'),
    resourceCenterId: text('Resource center to which the guide belongs.'),
    // An object in one live answer, a list of strings in another client: text holds both, as JSON text.
    dependentMetadata: text('Metadata fields on which the guide depends, as JSON text.'),
  },
  primaryKey: ['id'],
  cursor: 'last_updated_at',
} as const satisfies StreamDefinition;
