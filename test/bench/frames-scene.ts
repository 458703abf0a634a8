import type { QueryResult } from '../../source/query/port.ts';
import type { Value } from '../../source/query/value.ts';
import { seeded } from '../../fixtures/seeded.ts';

/** What a query of the access dashboard asked for. */
export interface Asked {
	readonly slot: string;
	readonly range: { readonly fromMs: number; readonly toMs: number };
}

const hourMs = 3_600_000;
/** The number that the first panel shows in frame 0; each frame shows one more. */
export const firstNumber = 41_000;
const users = ['ada', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'heidi', 'svc-reports'];
const events = [
	...['AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress', 'CreateSecurityGroup'],
	...['DeleteSecurityGroup', 'ModifySecurityGroupRules', 'RunInstances', 'CreateSnapshot'],
];

/**
 * Answers the access dashboard's queries as a busy trail does while records stream in: from one
 * frame to the next every panel changes. Numbers grow, ranks change places, late records raise old
 * columns, and new events push the others down.
 */
export function answer(asked: Asked, frame: number): QueryResult {
	const panel = asked.slot.slice(asked.slot.indexOf('/') + 1);
	switch (panel) {
		case 'AM1':
			return numbers(asked, frame, firstNumber + frame);
		case 'AM3':
			return numbers(asked, frame, 3 * firstNumber + 17 * frame);
		case 'AM2':
		case 'AM4':
			return ranking(panel, frame);
		case 'AM5':
			return table(
				['eventName', 'eventCount'],
				events.slice(0, 6).map(name => [name, 40 + grown(panel + name, frame)]),
			);
		case 'AM7':
			return columns(asked, frame);
		default:
			return feed(asked, frame);
	}
}

/** A number of its own for every name, in [0, 1). */
function share(name: string): number {
	let seed = 7;
	for (const character of name) {
		seed = Math.imul(seed, 31) + character.charCodeAt(0);
	}

	return seeded(seed)();
}

/** What a name has gathered until a frame: some gather fast and some slowly. */
function grown(name: string, frame: number): number {
	return Math.floor(share(name) * 700) + Math.floor(share(`${name} pace`) * 12 * frame);
}

/** Buckets of an hour whose sum is the number: the newest grows, and now and then an older one. */
function numbers({ range }: Asked, frame: number, sum: number): QueryResult {
	const count = 24;
	const values = Array.from({ length: count }, (_, index) =>
		Math.floor((0.3 + share(`hour ${index}`)) * 500),
	);
	const late = frame % count;
	values[late] = (values[late] ?? 0) + 60;
	values[count - 1] = 0;
	values[count - 1] = sum - values.reduce((total, value) => total + value, 0);
	return {
		...table(
			['_timeslice', 'eventCount'],
			values.map((value, index) => [range.toMs - (count - index) * hourMs, value]),
		),
		timeslice: { stepMs: hourMs, column: '_timeslice' },
	};
}

function ranking(panel: string, frame: number): QueryResult {
	const rows = users.flatMap(user =>
		events.map((event): Value[] => [user, event, grown(panel + user + event, frame)]),
	);
	return table(
		['user', 'eventName', 'eventCount'],
		rows.sort((a, b) => Number(b[2]) - Number(a[2])),
	);
}

function columns({ range }: Asked, frame: number): QueryResult {
	const names = events.slice(0, 4);
	const count = 24;
	return {
		...table(
			['_timeslice', ...names],
			Array.from({ length: count }, (_, index) => [
				range.toMs - (count - index) * hourMs,
				...names.map(name => {
					const base = Math.floor(share(`${name} ${index}`) * 40);
					return index === count - 1 || index === frame % count ? base + (frame % 30) : base;
				}),
			]),
		),
		timeslice: { stepMs: hourMs, column: '_timeslice' },
	};
}

/** Three new events a frame, the newest first. */
function feed({ range }: Asked, frame: number): QueryResult {
	const names = ['eventTime', 'sourceIPAddress', 'user', 'eventType', 'eventName', 'eventSource'];
	const rows = Array.from({ length: 30 }, (_, row): Value[] => {
		const event = 3 * frame - row;
		return [
			new Date(range.toMs - 3_600_000 + event * 4_000).toISOString().replace('.000Z', 'Z'),
			`203.0.113.${Math.floor(share(`address ${event}`) * 250)}`,
			users[Math.floor(share(`user ${event}`) * users.length)] ?? '',
			'AwsApiCall',
			events[Math.floor(share(`event ${event}`) * events.length)] ?? '',
			'ec2.amazonaws.com',
		];
	});
	return {
		...table(names, rows),
		kind: 'rows',
		keys: [],
		refs: rows.map((_, row) => ({ segmentId: 's', row })),
	};
}

function table(names: readonly string[], rows: readonly (readonly Value[])[]): QueryResult {
	return {
		kind: 'table',
		columns: names,
		keys: names.slice(0, -1),
		rows,
		refs: undefined,
		rowCount: rows.length,
		timeslice: undefined,
		stages: [],
		warnings: [],
		checkWarnings: [],
		scanned: { segmentCount: 1, prunedSegmentCount: 0, recordCount: rows.length },
		complete: true,
	};
}
