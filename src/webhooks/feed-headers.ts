/**
 * Identifies the inbox, so that a reader notices when another one, with other sequences, answers at the same address.
 */
export const INBOX_ID_HEADER = 'inbox-id';
/** The highest sequence ever assigned. A sequence up to it that is missing from the feed was deleted. */
export const LAST_SEQUENCE_HEADER = 'inbox-last-sequence';
