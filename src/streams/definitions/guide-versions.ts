import type { StreamDefinition } from '../types.ts';
import { guides } from './guides.ts';

/** The columns of a guide; the id of its version is found in two places. */
const GUIDE_COLUMNS = Object.fromEntries(
  Object.entries(guides.columns).filter(([field]) => field !== 'stableVersionId'),
);

export const guideVersions = {
  name: 'guide_versions',
  description: 'One row per version of a guide. It costs one request per guide that changed.',
  source: { kind: 'guide_versions' },
  columns: GUIDE_COLUMNS,
  nestedColumns: [
    {
      name: 'stable_version_id',
      path: ['stableVersionId'],
      // Nobody has published a version: should it have no id, its time of change tells it apart.
      orElse: [['lastUpdatedAt']],
      type: 'string',
      description: 'Id of the version.',
    },
  ],
  primaryKey: ['id', 'stable_version_id'],
  cursor: 'last_updated_at',
  mayBeRefused: true,
} as const satisfies StreamDefinition;
