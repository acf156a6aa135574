import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { REGION_URLS } from '../../src/pendo/regions.ts';
import { STREAMS } from '../../src/streams/index.ts';

function read(name: string): string {
  return readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
}

/** The items of a list in one of our YAML files: one per line, below the key. */
function yamlList(text: string, key: string): string[] {
  const [, block = ''] = new RegExp(`^( *)${key}:\\n((?:\\1 +(?:- |#).*\\n)+)`, 'm').exec(text)?.slice(1) ?? [];
  return [...block.matchAll(/^ +- "?([^"\n]+)"?$/gm)].map(([, item = '']) => item);
}

const { version, homepage } = JSON.parse(read('package.json'));
const metadata = read('metadata.yaml');

test('The lock file, metadata.yaml and the acceptance tests have the version of package.json.', () => {
  expect(JSON.parse(read('package-lock.json')).packages['']).toMatchObject({ version });
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

test('metadata.yaml links to our own page, in the repository that package.json names.', () => {
  const page = `${homepage}/blob/main/docs/source-pendo.md`;
  expect(JSON.parse(read('spec.json')).documentationUrl).toBe(page);
  expect(metadata).toContain(`\n  documentationUrl: ${page}\n`);
  expect(metadata + read('spec.json')).not.toContain('docs.airbyte.com');
});

test('Every address on GitHub in the files for reporters is in the repository that package.json names.', () => {
  const forms = globSync('.github/ISSUE_TEMPLATE/*.yml', { cwd: new URL('../..', import.meta.url) });
  for (const name of ['SECURITY.md', ...forms]) {
    const addresses = read(name).match(/https:\/\/github\.com\/[\w-]+\/[\w-]+/g) ?? [];
    for (const address of addresses) expect([name, address]).toEqual([name, homepage]);
  }
  const image = homepage.replace('https://github.com/', 'ghcr.io/');
  expect(read('SECURITY.md')).toContain(`cosign verify ${image}:VERSION`);
});

test("Pendo's own pages on the API, its limits and its status are linked, each once and by https.", () => {
  const entries = [...metadata.matchAll(/- title: (.+)\n +url: (\S+)\n +type: (\S+)\n/g)];
  expect(entries.map(([, , , type]) => type)).toEqual(
    expect.arrayContaining(['api_reference', 'rate_limits', 'status_page']),
  );
  const urls = entries.map(([, , url = '']) => url);
  expect(new Set(urls).size).toBe(urls.length);
  for (const url of urls) expect(url).toMatch(/^https:\/\/(?:\w+\.)?pendo\.io\//);
});

test('The icon is square and loads nothing from other places.', () => {
  const icon = read('icon.svg');
  const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(icon) ?? [];
  expect(width).toBe(height);
  expect(icon).not.toMatch(/href|url\(|<image|<script/);
});
