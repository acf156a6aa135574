/** Names the inbox: a reader notices when another one, with other sequences, answers at its address. */
export const INBOX_ID_HEADER = 'inbox-id';
/** The last sequence that the inbox ever gave out: below it, what is not in the feed has gone. */
export const LAST_SEQUENCE_HEADER = 'inbox-last-sequence';
