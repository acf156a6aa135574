import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { REGION_URLS } from '../../src/pendo/regions.ts';
import { STREAMS } from '../../src/streams/index.ts';

function read(name: string): string {
  return readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
}

/** The items of a list in a YAML file of ours: one a line, below its key. */
function yamlList(text: string, key: string): string[] {
  const [, block = ''] = new RegExp(`^( *)${key}:\\n((?:\\1 +(?:- |#).*\\n)+)`, 'm').exec(text)?.slice(1) ?? [];
  return [...block.matchAll(/^ +- "?([^"\n]+)"?$/gm)].map(([, item = '']) => item);
}

const { version } = JSON.parse(read('package.json'));
const metadata = read('metadata.yaml');

test('metadata.yaml and the acceptance tests name the version of package.json.', () => {
  expect(metadata).toContain(`dockerImageTag: ${version}\n`);
  expect(read('acceptance-test-config.yml')).toContain(`connector_image: source-pendo:${version}\n`);
});

test('The suggested streams exist, and every region is an allowed host.', () => {
  const suggested = yamlList(metadata, 'streams');
  expect(suggested.length).toBeGreaterThan(0);
  expect(STREAMS.map(({ name }) => name)).toEqual(expect.arrayContaining(suggested));
  const hosts = Object.values(REGION_URLS).map((url) => new URL(url).host);
  expect(yamlList(metadata, 'hosts')).toEqual(expect.arrayContaining(hosts));
});

test('The page for Airbyte has the headings that Airbyte wants, in their order.', () => {
  const headings = [...read('docs/source-pendo.md').matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
  expect(headings).toEqual([
    'Prerequisites',
    'Setup guide',
    'Supported sync modes',
    'Supported Streams',
    'Limitations & Troubleshooting',
    'Changelog',
  ]);
});

test('The icon is square and draws nothing from elsewhere.', () => {
  const icon = read('icon.svg');
  const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(icon) ?? [];
  expect(width).toBe(height);
  expect(icon).not.toMatch(/href|url\(|<image|<script/);
});
