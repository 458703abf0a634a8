import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { benchQueries } from './queries.ts';
import type { BenchTiming } from './queries.ts';

/** What another engine does with the same records: kept raw, with the fields the queries name. */
export interface PeerFigures {
	readonly name: string;
	readonly recordsPerCpuSecond: number;
	readonly bytesPerRecord: number;
	readonly queries: readonly BenchTiming[];
}

export interface PeerOptions {
	/** A `node_modules` with `@duckdb/node-api` and `chdb`; they are no dependencies of ours. */
	readonly modulesDir: string;
	readonly dir: string;
	/** Inflated objects: `{"Records":[…]}`. */
	readonly objects: readonly Uint8Array[];
	readonly recordCount: number;
	readonly arn: string;
	/** Ms since the epoch: the last record. */
	readonly toMs: number;
	readonly runCount: number;
}

interface Peer {
	run(sql: string): Promise<readonly unknown[]>;
	sizeBytes(): number | Promise<number>;
	close(): void;
}

/** The fields that the queries name, by JSON path. */
const fields = {
	eventName: ['eventName'],
	eventSource: ['eventSource'],
	awsRegion: ['awsRegion'],
	errorCode: ['errorCode'],
	sourceIP: ['sourceIPAddress'],
	arn: ['userIdentity', 'arn'],
	readOnly: ['readOnly'],
	login: ['responseElements', 'ConsoleLogin'],
} as const;

/** The queries of `benchQueries` in SQL; `bucket` rounds `eventTime` down to minutes. */
function sqlQueries(
	{ arn, toMs }: PeerOptions,
	bucket: (minutes: number) => string,
): readonly string[] {
	const weekAgo = new Date(toMs - 7 * 24 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
	const group = (keys: string) => `group by ${keys}`;
	return [
		`select eventName, count(*) c from t ${group('eventName')} order by c desc, eventName limit 10`,
		`select ${bucket(60)} b, errorCode, count(*) from t where errorCode is not null ${group('b, errorCode')}`,
		`select arn, count(*) c from t where eventName = 'ConsoleLogin' and login = 'Failure' ${group('arn')} order by c desc limit 10`,
		`select arn, count(distinct sourceIP) c from t ${group('arn')} order by c desc limit 10`,
		`select eventSource, awsRegion, count(*) from t where eventTime >= '${weekAgo}' ${group('eventSource, awsRegion')}`,
		`select count(*) from t where raw ilike '%security%'`,
		`select eventName, count(*) from t where arn = '${arn}' ${group('eventName')}`,
		`select ${bucket(5)} b, readOnly, count(*) from t ${group('b, readOnly')}`,
		`select ${bucket(5)} b, eventName, count(*) from t where eventName like 'Delete%' ${group('b, eventName')}`,
	];
}

/**
 * The nine queries and the ingest of DuckDB and ClickHouse (chdb), both in this process and with
 * all threads, over the same records.
 */
export async function benchPeers(options: PeerOptions): Promise<readonly PeerFigures[]> {
	const lines = join(options.dir, 'lines');
	mkdirSync(lines, { recursive: true });
	for (const [index, object] of options.objects.entries()) {
		const { Records } = JSON.parse(Buffer.from(object).toString()) as { Records: unknown[] };
		const text = Records.map(record => `${JSON.stringify(record)}\n`).join('');
		writeFileSync(join(lines, `${index}.json.gz`), gzipSync(text));
	}

	const figures: PeerFigures[] = [];
	for (const [name, peer] of [
		['DuckDB', duckDb],
		['ClickHouse', clickHouse],
	] as const) {
		const dir = join(options.dir, name);
		mkdirSync(dir);
		figures.push(await peer(options, dir, lines));
		rmSync(dir, { recursive: true, force: true });
	}

	return figures;
}

async function duckDb(options: PeerOptions, dir: string, lines: string): Promise<PeerFigures> {
	const file = join(dir, 'duck.db');
	const required = createRequire(join(options.modulesDir, 'peers.cjs'));
	const { DuckDBInstance } = required('@duckdb/node-api') as DuckDb;
	const instance = await DuckDBInstance.create(file);
	const connection = await instance.connect();
	const peer: Peer = {
		run: async sql => (await connection.runAndReadAll(sql)).getRows(),
		sizeBytes: () => statSync(file).size,
		close: () => connection.closeSync(),
	};
	const columns = Object.entries(fields).map(
		([name, path]) => `json_extract_string(json, '$.${path.join('.')}') as ${name}`,
	);
	const fill = `create table t as select cast(json as varchar) as raw,
		cast(json_extract_string(json, '$.eventTime') as timestamp) as eventTime, ${columns.join(', ')}
		from read_ndjson_objects('${lines}/*.json.gz')`;
	const queries = sqlQueries(
		options,
		minutes => `time_bucket(interval '${minutes} minutes', eventTime)`,
	);
	return measured('DuckDB', peer, [fill, 'checkpoint'], queries, options);
}

async function clickHouse(options: PeerOptions, dir: string, lines: string): Promise<PeerFigures> {
	const required = createRequire(join(options.modulesDir, 'peers.cjs'));
	const { Session } = required('chdb') as ChDb;
	const session = new Session(dir);
	const rows = async (sql: string): Promise<readonly unknown[]> => {
		const text = session.query(sql, 'JSONCompactEachRow');
		return text
			.split('\n')
			.filter(Boolean)
			.map(line => JSON.parse(line) as unknown);
	};

	const peer: Peer = {
		run: rows,
		sizeBytes: async () => {
			const [row] = await rows(
				`select sum(bytes_on_disk) from system.parts where table = 't' and active`,
			);
			return Number((row as readonly unknown[])[0]);
		},
		close: () => session.cleanup(),
	};
	const names = Object.keys(fields);
	const columns = Object.entries(fields).map(
		([name, path]) =>
			`JSONExtract(json, ${path.map(part => `'${part}'`).join(', ')}, 'Nullable(String)') as ${name}`,
	);
	const create = `create table t (raw String codec(ZSTD(1)), eventTime DateTime('UTC'),
		${names.map(name => `${name} LowCardinality(Nullable(String))`).join(', ')})
		engine = MergeTree order by eventTime`;
	const fill = `insert into t select json, parseDateTimeBestEffort(JSONExtractString(json, 'eventTime')),
		${columns.join(', ')} from file('${lines}/*.json.gz', 'JSONAsString', 'json String')`;
	const queries = sqlQueries(
		options,
		minutes => `toStartOfInterval(eventTime, interval ${minutes} minute)`,
	);
	return measured('ClickHouse', peer, [create, fill], queries, options);
}

async function measured(
	name: string,
	peer: Peer,
	fill: readonly string[],
	queries: readonly string[],
	options: PeerOptions,
): Promise<PeerFigures> {
	const before = process.cpuUsage();
	for (const sql of fill) {
		await peer.run(sql);
	}

	const { user, system } = process.cpuUsage(before);
	const timings: BenchTiming[] = [];
	for (const [index, sql] of queries.entries()) {
		const runsMs: number[] = [];
		let rowCount = 0;
		for (let run = 0; run < options.runCount; run++) {
			const startMs = performance.now();
			rowCount = (await peer.run(sql)).length;
			runsMs.push(performance.now() - startMs);
		}

		timings.push({ name: benchQueries[index]?.name ?? '', rowCount, runsMs });
	}

	const sizeBytes = await peer.sizeBytes();
	peer.close();
	return {
		name,
		recordsPerCpuSecond: options.recordCount / ((user + system) / 1e6),
		bytesPerRecord: sizeBytes / options.recordCount,
		queries: timings,
	};
}

/** As much of the peers' interfaces as is used; their packages are not installed with ours. */
interface DuckDb {
	readonly DuckDBInstance: {
		create(file: string): Promise<{
			connect(): Promise<{
				runAndReadAll(sql: string): Promise<{ getRows(): readonly unknown[] }>;
				closeSync(): void;
			}>;
		}>;
	};
}

interface ChDb {
	readonly Session: new (dir: string) => {
		query(sql: string, format: string): string;
		cleanup(): void;
	};
}
