import { gzipSync } from 'node:zlib';
import { aStore } from '../../fixtures/a-store.ts';
import { aTailer } from '../../fixtures/a-tailer.ts';
import { aRecord, objectKey, startMs } from '../../fixtures/records.ts';
import { S3Server } from '../../fixtures/s3-server.ts';
import { S3Source } from '../../source/ingest/s3-source.ts';

interface BucketShape {
	readonly name: string;
	readonly accountCount: number;
	readonly regionCount: number;
	/** Objects of each account and region, evenly over a year. */
	readonly objectsEach: number;
}

export interface ListFigures {
	readonly bucket: string;
	/** How far back is fetched into an empty store; `all` is without `--since`. */
	readonly since: string;
	readonly lists: number;
	readonly gets: number;
}

const dayMs = 86_400_000;
const yearDays = 365;
const shapes: readonly BucketShape[] = [
	{ name: '3 regions, 9 objects', accountCount: 1, regionCount: 3, objectsEach: 3 },
	{ name: '100 accounts, 17 regions', accountCount: 100, regionCount: 17, objectsEach: 10 },
];
const ranges = [
	{ since: 'all', days: 3_650 },
	{ since: '1d', days: 1 },
	{ since: '30d', days: 30 },
	{ since: '365d', days: yearDays },
] as const;

/** LIST and GET requests that a first fetch takes, counted by a server on loopback. */
export async function benchLists(): Promise<readonly ListFigures[]> {
	const figures: ListFigures[] = [];
	for (const shape of shapes) {
		const server = await S3Server.start();
		server.clock = () => startMs;
		fill(server, shape);
		try {
			for (const { since, days } of ranges) {
				const [lists, gets] = await requestsOf(server, days);
				figures.push({ bucket: shape.name, since, lists, gets });
			}
		} finally {
			await server.stop();
		}
	}

	return figures;
}

function fill(server: S3Server, { accountCount, regionCount, objectsEach }: BucketShape): void {
	const bucket = server.bucket('logs');
	for (let index = 0; index < accountCount * regionCount * objectsEach; index++) {
		const place = Math.floor(index / objectsEach);
		const stampMs = startMs - ((index % objectsEach) * yearDays * dayMs) / objectsEach;
		const account = String(100_000_000_000 + Math.floor(place / regionCount));
		const region = `eu-west-${1 + (place % regionCount)}`;
		const make = () => gzipSync(JSON.stringify({ Records: [aRecord()] }));
		bucket.putMade(objectKey({ account, region, stampMs }), make, stampMs);
	}
}

async function requestsOf(server: S3Server, days: number): Promise<readonly [number, number]> {
	const store = await aStore();
	const source = new S3Source({
		bucket: 'logs',
		prefix: '',
		region: 'us-east-1',
		endpoint: server.endpoint,
		credentials: async () => ({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' }),
	});
	server.requests.length = 0;
	try {
		const { tailer } = aTailer(source, store.writer, { sinceMs: startMs - days * dayMs });
		await tailer.once(new AbortController().signal);
		return [server.count('list'), server.count('get')];
	} finally {
		await source.close();
		await store.close();
	}
}
