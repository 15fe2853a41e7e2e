// Calls every operation by the client that openapi-fetch makes of the types of openapi-typescript.
// Usage: node usage.js URL TOKEN WELL repeated|joined (how lists are sent). Prints the operations called, then faults; exit code 1 on any fault.
import createClient from 'openapi-fetch';
import type { paths } from './schema.js';

declare const process: { argv: string[]; exitCode: number };

const [baseUrl, token, well, lists] = process.argv.slice(2) as [string, string, string, string];
const called = new Set<string>();
const faults: string[] = [];
const headers = { Authorization: `Bearer ${token}` };
const querySerializer = { array: { style: 'form', explode: lists === 'repeated' } } as const;
const client = createClient<paths, 'application/json'>({ baseUrl, headers, querySerializer });
const csv = createClient<paths, 'text/csv'>({ baseUrl, querySerializer });
const lines = createClient<paths, 'application/x-ndjson'>({ baseUrl, querySerializer, headers: { Accept: 'application/x-ndjson' } });
const events = createClient<paths, 'text/event-stream'>({ baseUrl, querySerializer });
const metrics = createClient<paths, 'text/plain; version=0.0.4; charset=utf-8'>({ baseUrl });
for (const each of [client, csv, lines, events, metrics])
  each.use({
    onRequest({ request, schemaPath }) {
      called.add(`${request.method.toLowerCase()} ${schemaPath}`);
    },
  });

function check(is_right: boolean, what: string) {
  if (!is_right) faults.push(what);
}

/** The data of an answer that is one. */
function data_of<Data>(answer: { data?: Data; error?: unknown; response: Response }): Data {
  if (answer.data === undefined) throw new Error(`${answer.response.url}: ${answer.response.status} ${JSON.stringify(answer.error)}`);
  return answer.data;
}

const path = { well_name: well };
const window = { start: '-7d' } as const;
const text = { parseAs: 'text' } as const;

async function read_service() {
  check(data_of(await client.GET('/')).service === 'OpenFloData', 'service');
  check(data_of(await client.GET('/health')).status === 'healthy', 'health');
  check(data_of(await metrics.GET('/metrics', text)).includes('flodata_stream_up 1'), 'metrics');
  check(data_of(await client.GET('/api/status')).history_complete, 'status');
  check(data_of(await client.GET('/stats')).database.total_records > 0, 'stats');
}

async function read_rows() {
  check(data_of(await client.GET('/api/wells')).wells.includes(well), 'wells');
  check(data_of(await client.GET('/api/wells/{well_name}', { params: { path } })).well_name === well, 'well');
  check(data_of(await client.GET('/api/production/latest')).length === 4, 'newest rows');
  const latest = data_of(await client.GET('/api/production/{well_name}/latest', { params: { path, query: { hours: 3 } } }));
  check(latest.length >= 3 && latest[0]?.well_name === well, 'latest rows');
  const tags = ['oil_rate', 'gor'] as const;
  const range = data_of(await client.GET('/api/production/{well_name}/range', { params: { path, query: { ...window, tags: [...tags] } } }));
  check(range.length > 100 && Object.keys(range[0] ?? {}).join() === 'time,original_time,well_name,oil_rate,gor,quality', 'range with tags');
  const query = { ...window, interval: '1d', tags: [...tags], agg: ['mean', 'max'], wells: [well] } as const;
  const buckets = data_of(await client.GET('/api/production', { params: { query: { ...query, tags: [...tags], agg: ['mean', 'max'], wells: [well] } } }));
  check(Object.keys(buckets[0] ?? {}).includes('oil_rate_max'), 'buckets with statistics');
  check((data_of(await client.GET('/api/field/production', { params: { query: window } }))[0]?.oil_rate ?? -1) >= 0, 'field');
  const same = data_of(await lines.GET('/api/production/{well_name}/range', { params: { path, query: { ...window, tags: [...tags] } }, ...text }));
  check(same.trim().split('\n').length === range.length, 'NDJSON');
}

async function read_field() {
  const tags = ['oil_rate', 'gor'] as ('oil_rate' | 'gor')[];
  const table = data_of(await client.GET('/api/field/wells', { params: { query: { tags } } }));
  check(table.well_count === 4 && table.wells.some((row) => row.well_name === well), 'table of all wells');
  check(data_of(await client.GET('/api/field/normal-ranges')).wells.length === 4, 'normal ranges');
  const { points } = data_of(await client.GET('/api/field/life', { params: { query: { points: 100 } } }));
  check(points.time.length > 0 && points.oil_rate.length === points.time.length, 'life');
}

async function read_csv() {
  const query = { ...window, tags: ['oil_rate', 'thp'] as ('oil_rate' | 'thp')[] };
  const header = (content: string) => content.split('\r\n')[0];
  const names = 'time,original_time,well_name,oil_rate,avg_whp_p,quality';
  check(header(data_of(await csv.GET('/api/production.csv', { params: { query }, ...text }))) === names, 'CSV of many wells');
  const range = await csv.GET('/api/production/{well_name}/range.csv', { params: { path, query }, ...text });
  check(header(data_of(range)) === names, 'CSV of a range');
  check(data_of(await csv.GET('/api/production/{well_name}/latest.csv', { params: { path }, ...text })).includes(well), 'CSV of latest rows');
  check(data_of(await csv.GET('/api/production/latest.csv', text)).includes(well), 'CSV of newest rows');
  check(data_of(await csv.GET('/api/field/production.csv', text)).startsWith('time,'), 'CSV of the field');
  const asked = { params: { path, query: { ...query, format: 'csv' as const } }, ...text };
  check(header(data_of(await csv.GET('/api/production/{well_name}/range', asked))) === names, 'format=csv');
}

async function read_events() {
  const query = { limit: 2, last_event_id: '0', well: [well], tags: ['oil_rate', 'gor'] as ('oil_rate' | 'gor')[] };
  const stream = data_of(await events.GET('/api/stream', { params: { query }, ...text }));
  check(stream.split('event: rows').length === 3, 'events');
}

async function read_compatible() {
  const query = { well_name: well };
  check(data_of(await client.GET('/wells')).count === 4, 'well types');
  check(data_of(await client.GET('/wells/latest', { params: { query } })).length >= 12, 'latest of a well');
  check(data_of(await client.GET('/wells/history', { params: { query } })).data.length >= 24, 'history');
  check(data_of(await client.GET('/production/current')).well_count > 0, 'current production');
  check(data_of(await client.GET('/production/timeseries')).data.length > 0, 'time series');
  const decline = data_of(await client.GET('/surveillance/decline-analysis', { params: { query } }));
  check(decline.valid_points >= 7, 'decline');
  const index = data_of(await client.GET('/surveillance/productivity-index', { params: { query: { ...query, reservoir_pressure: 6000 } } }));
  check(index.well_name === well, 'productivity index');
}

async function control() {
  check(data_of(await client.POST('/api/replay/pause')).stream.paused, 'pause');
  check(data_of(await client.POST('/api/replay/step', { body: { value: 1 } })).status === 'applied', 'step');
  check(!data_of(await client.POST('/api/replay/resume')).stream.paused, 'resume');
  const key = { params: { header: { 'Idempotency-Key': 'of usage.ts' } } };
  check(data_of(await client.POST('/api/replay/speed', { ...key, body: { value: 60 } })).request_id === 'of usage.ts', 'speed');
  const { source_time } = data_of(await client.GET('/api/status'));
  check(data_of(await client.POST('/api/replay/seek', { body: { value: source_time } })).id > 0, 'seek');
  check(data_of(await client.POST('/api/replay/re-anchor', { body: { value: 150 } })).id > 0, 're-anchor');
}

async function read_history() {
  const { commands } = data_of(await client.GET('/api/replay/commands', { params: { query: { limit: 2 } } }));
  check(commands.map((row) => row.command).join() === 're-anchor,seek', 'commands');
  check(data_of(await client.GET('/api/replay/segments')).segments.at(-1)?.present === true, 'segments');
}

for (const part of [read_service, read_rows, read_field, read_csv, read_events, read_compatible, control, read_history])
  await part().catch((error: unknown) => faults.push(String(error)));
console.log(JSON.stringify({ called: [...called], faults }));
process.exitCode = faults.length > 0 ? 1 : 0;
