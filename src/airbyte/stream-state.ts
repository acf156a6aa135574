/** What a stream needs to resume: a small JSON object that only the stream's own reader interprets. */
export type StreamState = Readonly<Record<string, unknown>>;
