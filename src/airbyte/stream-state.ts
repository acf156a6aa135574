/** What a stream needs to go on from where it stands. */
export type StreamState = Readonly<Record<string, unknown>>;
