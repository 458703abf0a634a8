import { createRequire } from 'node:module';
import { join } from 'node:path';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { benchQueries } from './queries.ts';
import type { BenchTiming } from './queries.ts';

/**
 * What another engine does with the same records: kept raw, with the fields the queries name, its
 * answers not cached, and as many threads as we use.
 */
export interface PeerFigures {
	readonly name: string;
	/** When what was ingested is on the disk for good. */
	readonly durability: string;
	readonly recordsPerCpuSecond: number;
	readonly bytesPerRecord: number;
	readonly queries: readonly BenchTiming[];
}

export interface PeerOptions {
	/** A `node_modules` with `@duckdb/node-api` and `chdb`; they are no dependencies of ours. */
	readonly modulesDir: string;
	readonly dir: string;
	/** Files of records, one a line (`.json.gz`). */
	readonly linesDir: string;
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

/** Threads of every engine in a run, ours included. */
const threadCount = 1;

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
 * The nine queries and the ingest of DuckDB and ClickHouse (chdb), both in this process, over the
 * same records.
 */
export async function benchPeers(options: PeerOptions): Promise<readonly PeerFigures[]> {
	const figures: PeerFigures[] = [];
	for (const [name, peer] of [
		['DuckDB', duckDb],
		['ClickHouse', clickHouse],
	] as const) {
		const dir = join(options.dir, name);
		mkdirSync(dir);
		figures.push(await peer(options, dir));
		rmSync(dir, { recursive: true, force: true });
	}

	return figures;
}

async function duckDb(options: PeerOptions, dir: string): Promise<PeerFigures> {
	const file = join(dir, 'duck.db');
	const required = createRequire(join(options.modulesDir, 'peers.cjs'));
	const { DuckDBInstance } = required('@duckdb/node-api') as DuckDb;
	const open = async (): Promise<Peer> => {
		const instance = await DuckDBInstance.create(file, { threads: String(threadCount) });
		const connection = await instance.connect();
		return {
			run: async sql => (await connection.runAndReadAll(sql)).getRows(),
			sizeBytes: () => statSync(file).size,
			close: () => {
				connection.closeSync();
				instance.closeSync();
			},
		};
	};

	// One call with all paths parses a record once.
	const paths = Object.values(fields).map(path => `'$.${path.join('.')}'`);
	const columns = Object.keys(fields).map((name, at) => `found[${at + 2}] as ${name}`);
	const fill = `create table t as select cast(json as varchar) as raw,
		cast(found[1] as timestamp) as eventTime, ${columns.join(', ')}
		from (select json, json_extract_string(json, ['$.eventTime', ${paths.join(', ')}]) as found
			from read_ndjson_objects('${options.linesDir}/*.json.gz'))`;
	const queries = sqlQueries(
		options,
		minutes => `time_bucket(interval '${minutes} minutes', eventTime)`,
	);
	const durability = 'one transaction, fsync at its end';
	return measured('DuckDB', durability, open, [fill, 'checkpoint'], queries, options);
}

async function clickHouse(options: PeerOptions, dir: string): Promise<PeerFigures> {
	const required = createRequire(join(options.modulesDir, 'peers.cjs'));
	const { Session } = required('chdb') as ChDb;
	const open = (): Peer => {
		const session = new Session(dir);
		const settings = `settings max_threads = ${threadCount}, use_query_condition_cache = 0`;
		const rows = (sql: string): Promise<readonly unknown[]> => {
			const text = session.query(`${sql} ${settings}`, 'JSONCompactEachRow');
			const lines = text.split('\n').filter(Boolean);
			return Promise.resolve(lines.map(line => JSON.parse(line) as unknown));
		};

		return {
			run: async sql => {
				if (sql.startsWith('create')) {
					session.query(sql, 'JSONCompactEachRow');
					return [];
				}

				return rows(sql);
			},
			sizeBytes: async () => {
				const [row] = await rows(
					`select sum(bytes_on_disk) from system.parts where table = 't' and active`,
				);
				return Number((row as readonly unknown[])[0]);
			},
			// A session's folder goes with its `cleanup`: the process has one session at a time.
			close: () => session.cleanup(),
		};
	};

	const names = Object.keys(fields);
	const text = 'Nullable(String)';
	const parsed = `Tuple(eventTime String, eventName ${text}, eventSource ${text}, awsRegion ${text},
		errorCode ${text}, sourceIPAddress ${text}, readOnly ${text},
		userIdentity Tuple(arn ${text}), responseElements Tuple(ConsoleLogin ${text}))`;
	const columns = Object.entries(fields).map(
		([name, path]) =>
			`${['found', ...path].reduce((at, part) => `tupleElement(${at}, '${part}')`)} as ${name}`,
	);
	const create = `create table t (raw String codec(ZSTD(1)), eventTime DateTime('UTC'),
		${names.map(name => `${name} LowCardinality(Nullable(String))`).join(', ')})
		engine = MergeTree order by eventTime
		settings fsync_after_insert = 1, fsync_part_directory = 1`;
	// One extraction of a tuple parses a record once.
	const fill = `insert into t select json,
		parseDateTimeBestEffort(tupleElement(found, 'eventTime')), ${columns.join(', ')}
		from (select json, JSONExtract(json, '${parsed.replaceAll(/\s+/g, ' ')}') as found
			from file('${options.linesDir}/*.json.gz', 'JSONAsString', 'json String'))`;
	const queries = sqlQueries(
		options,
		minutes => `toStartOfInterval(eventTime, interval ${minutes} minute)`,
	);
	return measured('ClickHouse', 'fsync after each part', open, [create, fill], queries, options);
}

async function measured(
	name: string,
	durability: string,
	open: () => Peer | Promise<Peer>,
	fill: readonly string[],
	queries: readonly string[],
	options: PeerOptions,
): Promise<PeerFigures> {
	const peer = await open();
	const before = process.cpuUsage();
	for (const sql of fill) {
		await peer.run(sql);
	}

	const { user, system } = process.cpuUsage(before);
	const timings: BenchTiming[] = [];
	for (const [index, sql] of queries.entries()) {
		const runsMs: number[] = [];
		let rowCount = 0;
		for (let run = 0; run <= options.runCount; run++) {
			const startMs = performance.now();
			rowCount = (await peer.run(sql)).length;
			runsMs.push(performance.now() - startMs);
		}

		const [coldMs = Number.NaN, ...freshMs] = runsMs;
		timings.push({ name: benchQueries[index]?.name ?? '', rowCount, coldMs: [coldMs], freshMs });
	}

	const sizeBytes = await peer.sizeBytes();
	peer.close();
	return {
		name,
		durability,
		recordsPerCpuSecond: options.recordCount / ((user + system) / 1e6),
		bytesPerRecord: sizeBytes / options.recordCount,
		queries: timings,
	};
}

/** As much of the peers' interfaces as is used; their packages are not installed with ours. */
interface DuckDb {
	readonly DuckDBInstance: {
		create(
			file: string,
			options: Readonly<Record<string, string>>,
		): Promise<{
			closeSync(): void;
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
