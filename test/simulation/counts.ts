/** How often what happened, so that a test can tell that nothing is missing from the scenarios. */
export interface Counts {
  syncs: number;
  processes: number;
  completedStreams: number;
  faults: number;
  kills: number;
  restarts: number;
  requests: number;
  /** Changes of the past. */
  changes: number;
  rowsCompared: number;
  /** Rows that had to equal Pendo's when the world had stood still. */
  rowsAtRest: number;
}

export function noCounts(): Counts {
  return {
    syncs: 0,
    processes: 0,
    completedStreams: 0,
    faults: 0,
    kills: 0,
    restarts: 0,
    requests: 0,
    changes: 0,
    rowsCompared: 0,
    rowsAtRest: 0,
  };
}
