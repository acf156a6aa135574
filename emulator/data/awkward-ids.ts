/**
 * Ids that break clients: filters, URLs, file names, sort orders, HTML. Pendo advises against them, but they exist
 * (evidence.md#awkward-ids).
 */
export const AWKWARD_VISITOR_IDS: readonly string[] = [
  'said "hello"',
  'back\\slash',
  'ends with backslash\\',
  'line\nbreak',
  'party 🎉 visitor',
  `long-${'x'.repeat(295)}`,
  '<script>alert("x")</script>',
  'path/with/slash',
  '100%25 sure?&a=b#c',
  ' space at both ends ',
  '0',
  '..',
  'Zoe',
  'zoe',
  '\u{1F600} astral sorts before BMP in UTF-8 but not in UTF-16',
  '～ high BMP',
  'é composed, next one is decomposed',
  'é composed, next one is decomposed'.normalize('NFD'),
  '"wrapped@example.com"',
  'wrapped@example.com',
  '__proto__',
  'b64_aGVsbG8',
];

export const AWKWARD_ACCOUNT_IDS: readonly string[] = [
  'Acme "East"',
  'back\\slash & co',
  'two\nlines',
  'Ünï 🏢 GmbH',
  `account-${'y'.repeat(292)}`,
  '<script>alert("account")</script>',
  'a/b%2Fc',
  '0',
  '..',
  '"quoted"',
];
