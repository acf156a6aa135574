import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, test } from 'vitest';

const SCRIPT = fileURLToPath(new URL('../../../scripts/release-notes.sh', import.meta.url));
const HOMEPAGE = 'https://github.com/someone/something';
const CHANGELOG = `# Changelog

The form is that of [Keep a Changelog](https://keepachangelog.com/).

## [Unreleased]

- Not yet.

## [1.2.0] - 2026-12-24

### Added

- Streams ([all](docs/streams.md#all)), and [why](#why). A [page](https://example.com/a).

## [1.1.0] - unreleased

- Never came out.

## [1.0.10] - 2026-01-02

- The first one.
`;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'source-pendo-release-'));
  await mkdir(join(folder, 'scripts'));
  await cp(SCRIPT, join(folder, 'scripts/release-notes.sh'));
  await writeFile(join(folder, 'CHANGELOG.md'), CHANGELOG);
  return () => rm(folder, { recursive: true });
});

/** What the script prints, or the reason why it fails. */
async function notesOf(version: string, tag: string): Promise<string> {
  await writeFile(join(folder, 'package.json'), JSON.stringify({ version, homepage: HOMEPAGE }));
  const script = promisify(execFile)('bash', [join(folder, 'scripts/release-notes.sh'), tag]);
  return script.then(
    ({ stdout }) => stdout,
    ({ stderr }: { stderr: string }) => `failed: ${stderr}`,
  );
}

describe('scripts/release-notes.sh', () => {
  test('prints the section of the version, with links that work outside the repository.', async () => {
    expect((await notesOf('1.2.0', 'v1.2.0')).trim()).toBe(
      [
        '### Added\n',
        `- Streams ([all](${HOMEPAGE}/blob/v1.2.0/docs/streams.md#all)), and [why](#why). A [page](https://example.com/a).`,
      ].join('\n'),
    );
    expect((await notesOf('1.0.10', 'v1.0.10')).trim()).toBe('- The first one.');
  });

  test.each([
    ['1.2.0', 'v1.2.1', 'The tag is v1.2.1, but package.json has version 1.2.0.'],
    ['1.2.0', '1.2.0', 'The tag is 1.2.0, but package.json has version 1.2.0.'],
    ['1.1.0', 'v1.1.0', 'CHANGELOG.md has no section "## [1.1.0] - YYYY-MM-DD" with a text.'],
    ['1.3.0', 'v1.3.0', 'CHANGELOG.md has no section "## [1.3.0] - YYYY-MM-DD" with a text.'],
    ['1.0.1', 'v1.0.1', 'CHANGELOG.md has no section "## [1.0.1] - YYYY-MM-DD" with a text.'],
  ])('with version %s, refuses the tag %s.', async (version, tag, reason) => {
    expect(await notesOf(version, tag)).toBe(`failed: ${reason}\n`);
  });
});
