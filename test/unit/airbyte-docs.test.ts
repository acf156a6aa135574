import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { STREAMS } from '../../src/streams/index.ts';

/**
 * The rules of Airbyte's own checks of a connector's page (connectors-qa), as far as they apply. Left out: that links
 * answer, which needs a network, and the section on Airbyte Cloud, which does not have this connector.
 */

function read(name: string): string {
  return readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
}

/** Pendo does not document their sources, or they cost a request per visitor, guide, segment or report. */
const NOT_FOR_EVERYONE = [
  'single_events',
  'recordings',
  'visitor_history',
  'guide_versions',
  'segment_members',
  'report_results',
];

const page = read('docs/source-pendo.md');
const { version } = JSON.parse(read('package.json'));
const NAME = 'Pendo';

/** Headings in the order of Airbyte's template. `…` marks where a page may have its own headings. */
const TEMPLATE = [
  NAME,
  'Prerequisites',
  'Setup guide',
  `Set up ${NAME}`,
  '…',
  `Set up the ${NAME} connector in Airbyte`,
  'For Airbyte Open Source:',
  '…',
  'Supported sync modes',
  'Supported Streams',
  '…',
  'Limitations & Troubleshooting',
  '…',
  'Changelog',
];

function headings(): string[] {
  const prose = page.replaceAll(/```[\s\S]*?```/g, '');
  return [...prose.matchAll(/^#{1,4} (.+)$/gm)].map(([, heading = '']) => heading);
}

/** The text between a heading and the next one. */
function section(heading: string): string {
  const sections = page.split(/^#{1,4} /m).filter((text) => text.startsWith(`${heading}\n`));
  expect(sections, heading).toHaveLength(1);
  return (sections[0] ?? '').slice(heading.length + 1);
}

describe('The page for Airbyte', () => {
  test("has the headings of Airbyte's template in their order, and others only where they are allowed.", () => {
    const left = [...TEMPLATE];
    for (const heading of headings()) {
      if (left[0] === '…' && !TEMPLATE.includes(heading)) continue;
      if (left[0] === '…') left.shift();
      expect(heading).toBe(left.shift());
    }
    expect(left).toEqual([]);
  });

  test("begins like Airbyte's pages.", () => {
    const sentence =
      /^This page contains the setup guide and reference information for the \[Pendo\]\(https:\S+\) source connector\.$/m;
    expect(section(NAME)).toMatch(/^\n<HideInUI>\n\n[^\n]+\n\n<\/HideInUI>\n\n/);
    expect(section(NAME)).toMatch(sentence);
  });

  test('lists each required option by its title among the prerequisites.', () => {
    const { required, properties } = JSON.parse(read('spec.json')).connectionSpecification;
    const prerequisites = section('Prerequisites').toLowerCase();
    for (const name of required) expect(prerequisites).toContain(properties[name].title.toLowerCase());
  });

  test('begins two sections with the words of the template.', () => {
    expect(section('For Airbyte Open Source:')).toMatch(/^\n1\. Navigate to the Airbyte Open Source dashboard\.\n/);
    const link = 'https://docs.airbyte.com/cloud/core-concepts/#connection-sync-modes';
    const modes = `\nThe ${NAME} source connector supports the following [sync modes](${link}):\n\n`;
    expect(section('Supported sync modes').slice(0, modes.length)).toBe(modes);
  });

  test('folds its changelog like the template, with a line for this version.', () => {
    const changelog = section('Changelog');
    expect(changelog).toMatch(/^\n<details>\n {2}<summary>Expand to review<\/summary>\n\n[\s\S]*\n\n<\/details>\n*$/);
    expect(changelog).toContain(`| ${version} |`);
  });

  test('uses the names that the form shows: titles of fields and groups of options, but not titles of objects.', () => {
    const { properties, groups } = JSON.parse(read('spec.json')).connectionSpecification;
    const shown = [...page.matchAll(/\*(\w+) > Optional fields\*/g)].map(([, group]) => group);
    expect(shown.length).toBeGreaterThan(0);
    const titles = groups.map(({ title }: { title: string }) => title);
    for (const group of shown) expect(titles).toContain(group);
    expect(page).not.toContain('Tuning');
    expect(page).toContain(
      `*${properties.advanced.properties.max_concurrency.title}* under *Advanced > Optional fields*`,
    );
  });

  test('has only links with https.', () => {
    expect(page.replaceAll(/`[^`]*`/g, '').replaceAll(/```[\s\S]*?```/g, '')).not.toMatch(/\]\(http:/);
  });
});

test('The suggested streams exist, and none of them is unofficial or costs many requests.', () => {
  const [, list = ''] = /suggestedStreams:\n[\s\S]*?streams:\n((?: +- \w+\n)+)/.exec(read('metadata.yaml')) ?? [];
  const suggested = [...list.matchAll(/- (\w+)/g)].map(([, name]) => name);
  expect(suggested.length).toBeGreaterThan(10);
  expect(STREAMS.map(({ name }) => name)).toEqual(expect.arrayContaining(suggested));
  expect(suggested.filter((name = '') => NOT_FOR_EVERYONE.includes(name))).toEqual([]);
  for (const name of NOT_FOR_EVERYONE) expect(page).toContain(`\`${name}\``);
});
