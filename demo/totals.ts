/** What one sync did for one stream. */
export interface StreamTotals {
  rowsRead: number;
  requests: number;
  startedAtMs: number;
  endedAtMs: number;
  /** Rows in the stream's table after the sync. */
  rowsInTable: number;
}

export type SyncTotals = ReadonlyMap<string, StreamTotals>;
