import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };
import { readYaml } from '../../helpers/yaml-files.ts';

interface Service {
  readonly image: string;
  readonly cap_add?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly networks: readonly string[];
  readonly ports?: readonly string[];
  readonly mem_limit?: string;
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean } | null>>;
  readonly configs: Readonly<Record<string, { readonly file: string }>>;
}

const FOLDER = fileURLToPath(new URL('../../../deploy/', import.meta.url));
const [compose] = readYaml('deploy/compose.yaml') as [Compose];
const services = Object.entries(compose.services);

describe('deploy/compose.yaml', () => {
  test.each(services)(
    '%s runs without rights that it does not need, with limits, and tells its health.',
    (_, service) => {
      expect(service).toMatchObject({
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        read_only: true,
        pids_limit: expect.any(Number),
        mem_limit: expect.stringMatching(/^\d+[mg]$/),
        restart: 'unless-stopped',
      });
      expect(service.healthcheck?.test[0]).toBe('CMD');
    },
  );

  test('only the proxy keeps a capability, opens ports and reaches the internet.', () => {
    const outside = Object.keys(compose.networks).filter((name) => compose.networks[name]?.internal !== true);
    const open = ([, { cap_add = [], ports = [], networks }]: (typeof services)[number]) =>
      cap_add.length > 0 || ports.length > 0 || networks.some((name) => outside.includes(name));
    expect(services.filter(open).map(([name]) => name)).toEqual(['proxy']);
    expect(compose.services.proxy?.cap_add).toEqual(['NET_BIND_SERVICE']);
  });

  test('runs the image of this version, and the files that it mounts exist.', () => {
    expect(compose.services.receiver?.image).toBe(`source-pendo:${packageJson.version}`);
    for (const { file } of Object.values(compose.configs)) expect(existsSync(`${FOLDER}${file}`), file).toBe(true);
  });
});
