import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Deployment } from 'kubernetes-types/apps/v1.js';
import type { Container, PodSpec, Service } from 'kubernetes-types/core/v1.js';
import type { Ingress, NetworkPolicy } from 'kubernetes-types/networking/v1.js';
import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1.js';
import { beforeAll, describe, expect, test } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };
import { parseListenOptions } from '../../../src/webhooks/options.ts';
import { readYaml } from '../../helpers/yaml-files.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');
const OPTIONS = ['--noEmit', '--ignoreConfig', '--strict', '--skipLibCheck', '--types', ''];

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
}

interface Kustomization {
  readonly resources: readonly string[];
  readonly images: readonly { readonly name: string; readonly newTag: string }[];
}

const [kustomization] = readYaml('deploy/kubernetes/kustomization.yaml') as [Kustomization];
const manifests = kustomization.resources.flatMap((name) => readYaml(`deploy/kubernetes/${name}`) as Manifest[]);
let folder: string;

beforeAll(async () => {
  await mkdir(join(ROOT, '.tmp'), { recursive: true });
  folder = await mkdtemp(join(ROOT, '.tmp/kubernetes-'));
  return () => rm(folder, { recursive: true });
});

function manifest<T>(kind: string): T {
  return manifests.find((candidate) => candidate.kind === kind) as T;
}

const pod = () => manifest<Deployment>('Deployment').spec?.template.spec as PodSpec;
const container = () => pod().containers[0] as Container;

/** What is wrong with manifests by the types that come from Kubernetes' own schemas: unknown, missing and wrong members. */
async function mistakesIn(documents: readonly Manifest[]): Promise<string> {
  const lines = documents.map((document, index) => {
    const [group, version] = document.apiVersion.includes('/') ? document.apiVersion.split('/') : ['core', 'v1'];
    const type = `import('kubernetes-types/${group?.replace(/\..*/, '')}/${version}').${document.kind}`;
    return `export const manifest${index}: ${type} = ${JSON.stringify(document)};`;
  });
  const file = join(folder, 'manifests.ts');
  await writeFile(file, lines.join('\n'));
  const compiler = promisify(execFile)(process.execPath, [TSC, ...OPTIONS, file]);
  return compiler.then(
    () => '',
    ({ stdout }: { stdout: string }) => stdout,
  );
}

describe('deploy/kubernetes', () => {
  test("has the members that Kubernetes' schemas know, with the types that they want.", async () => {
    expect(manifests.map(({ kind }) => kind)).toEqual([
      'Deployment',
      'PodDisruptionBudget',
      'Service',
      'NetworkPolicy',
      'Ingress',
    ]);
    expect(await mistakesIn(manifests)).toBe('');
  });

  test.each([
    ['a misspelt member', 'readOnlyRootFilesystem', 'readOnlyRootFileSystem', 'readOnlyRootFileSystem'],
    ['a text instead of a number', '"replicas":2', '"replicas":"2"', "Type 'string' is not assignable"],
    ['a missing member', '"selector":{"matchLabels":{"app.kubernetes.io/name":"pendo-webhooks"}},', '', "'selector'"],
  ])('is checked in a way that finds %s.', async (_what, right, wrong, said) => {
    const text = JSON.stringify(manifests);
    expect(text).toContain(right);
    expect(await mistakesIn(JSON.parse(text.replace(right, wrong)))).toContain(said);
  });

  test('starts the receiver with arguments that it takes, and every secret comes from the one Secret.', async () => {
    const [volume] = pod().volumes ?? [];
    expect(volume?.secret?.secretName).toBe('pendo-webhooks');
    const [mount] = container().volumeMounts ?? [];
    const files = { webhook_secrets: 'secret', feed_token: 'token', inbox: 'postgres://pendo:password@database/pendo' };
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
    const [command, ...args] = container().args ?? [];
    const given = Object.fromEntries(args.map((arg) => arg.replace(/^--/, '').split('=') as [string, string]));
    for (const [name, path] of Object.entries(given)) given[name] = path.replace(mount?.mountPath ?? '?', folder);
    const env = Object.fromEntries((container().env ?? []).map(({ name, value }) => [name, value]));
    expect(command).toBe('listen');
    expect(await parseListenOptions(given, { ...env, LISTEN_INBOX: 'sqlite:/data/inbox.sqlite' })).toMatchObject({
      host: '0.0.0.0',
      port: container().ports?.[0]?.containerPort,
      inbox: { kind: 'postgres' },
      secrets: ['secret'],
      feedToken: 'token',
      warnings: [],
    });
  });

  test('two receivers run, with probes, limits, and no rights that they do not need.', () => {
    expect(manifest<Deployment>('Deployment').spec?.replicas).toBe(2);
    expect(pod()).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
    });
    expect(container()).toMatchObject({
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      },
      readinessProbe: { httpGet: { path: '/readyz', port: 'http' } },
      livenessProbe: { httpGet: { path: '/healthz', port: 'http' } },
      resources: { limits: { memory: expect.any(String) } },
    });
  });

  test('every selector selects the receiver.', () => {
    const labels = manifest<Deployment>('Deployment').spec?.template.metadata?.labels;
    expect(manifest<Deployment>('Deployment').spec?.selector.matchLabels).toEqual(labels);
    expect(manifest<PodDisruptionBudget>('PodDisruptionBudget').spec?.selector?.matchLabels).toEqual(labels);
    expect(manifest<NetworkPolicy>('NetworkPolicy').spec?.podSelector?.matchLabels).toEqual(labels);
    const service = manifest<Service>('Service');
    expect(service.spec?.selector).toEqual(labels);
    const paths = manifest<Ingress>('Ingress').spec?.rules?.[0]?.http?.paths ?? [];
    expect(paths.map(({ path, pathType }) => [path, pathType])).toEqual([
      ['/pendo', 'Exact'],
      ['/feed', 'Exact'],
    ]);
    for (const { backend } of paths) expect(backend.service?.name).toBe(service.metadata?.name);
  });

  test('names the image of this version.', () => {
    expect(kustomization.images).toMatchObject([{ name: container().image, newTag: packageJson.version }]);
  });
});
