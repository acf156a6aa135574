import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { aggregationBody, eventPipeline, pagePipeline } from '../../../src/pendo/aggregation.ts';
import { writeKey } from '../../server/wanted.ts';
import type { Job, Tool } from '../tool.ts';
import { DAYS } from './days.ts';

/** Airbyte's CDK with a declarative manifest, like Airbyte's own source-pendo. It copies rows unchanged. */
export function cdk(): Tool {
  return {
    name: "Airbyte's CDK 7.39.1",
    kind: 'command',
    needsPython: true,
    gzip: false,
    cores: 'one',
    size: { full: 40, quick: 8, rounds: 2 },
    async prepare(job) {
      if (job.python === undefined) throw new Error("Airbyte's CDK needs its Python environment.");
      const folder = join(job.folder, `cdk-${job.stream}-${job.rows}`);
      await mkdir(folder, { recursive: true });
      const paths = { config: join(folder, 'config.json'), catalog: join(folder, 'catalog.json') };
      await writeFile(paths.config, JSON.stringify({ __injected_declarative_manifest: manifest(job) }));
      await writeFile(paths.catalog, JSON.stringify({ streams: [configuredStream(job)] }));
      const command = join(job.python.cdk, 'source-declarative-manifest');
      const argv = [command, 'read', '--config', paths.config, '--catalog', paths.catalog];
      return { argv, linePrefix: `{"type":"RECORD","record":{"stream":"${job.stream}"` };
    },
  };
}

function manifest(job: Job): object {
  return {
    version: '7.0.0',
    type: 'DeclarativeSource',
    check: { type: 'CheckStream', stream_names: [job.stream] },
    streams: [
      {
        type: 'DeclarativeStream',
        name: job.stream,
        schema_loader: { type: 'InlineSchemaLoader', schema: { type: 'object', properties: {} } },
        retriever: {
          type: 'SimpleRetriever',
          requester: {
            type: 'HttpRequester',
            url_base: job.url,
            path: '/api/v1/aggregation',
            http_method: 'POST',
            request_headers: { 'x-pendo-integration-key': writeKey(job) },
            request_body_json: requestBody(job),
          },
          record_selector: {
            type: 'RecordSelector',
            extractor: { type: 'DpathExtractor', field_path: ['results'] },
          },
        },
      },
    ],
    spec: { type: 'Spec', connection_specification: { type: 'object', properties: {} } },
  };
}

/** The same request as that of our `read`. */
function requestBody({ shape, stream }: Job): object {
  if (shape.source === 'visitors') {
    const parameters = { appId: 'expandAppIds("*")', identified: true };
    const page = { source: shape.source, parameters, idField: 'visitorId', conditions: [], limit: 50_000 };
    return aggregationBody(stream, pagePipeline(page));
  }
  const timeField = shape.source === 'guideEvents' ? 'browserTime' : 'day';
  const window = { from: Date.parse(DAYS.first), to: Date.parse(DAYS.last) };
  const request = {
    source: shape.source,
    period: 'day',
    timeField,
    ...window,
    excludeList: 'apply',
    part: {},
  } as const;
  return aggregationBody(stream, eventPipeline(request));
}

function configuredStream({ stream }: Job): object {
  return {
    stream: { name: stream, json_schema: { type: 'object' }, supported_sync_modes: ['full_refresh'] },
    sync_mode: 'full_refresh',
    destination_sync_mode: 'append',
  };
}
