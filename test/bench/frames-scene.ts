import type { QueryResult } from '../../source/query/engine.ts';
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
 * Answers the access dashboard's queries as a busy trail does: from one frame to the next every
 * number, chart, order of rows and newest event is another.
 */
export function answer(asked: Asked, frame: number): QueryResult {
	const panel = asked.slot.slice(asked.slot.indexOf('/') + 1);
	const chance = seeded(frame * 31 + panel.charCodeAt(2));
	switch (panel) {
		case 'AM1':
			return numbers(asked, chance, firstNumber + frame);
		case 'AM3':
			return numbers(asked, chance, 3 * firstNumber + 17 * frame);
		case 'AM2':
		case 'AM4':
			return ranking(chance);
		case 'AM5':
			return table(
				['eventName', 'eventCount'],
				events.slice(0, 6).map(name => [name, 10 + Math.floor(chance() * 90)]),
			);
		case 'AM7':
			return columns(asked, chance);
		default:
			return feed(asked, chance, frame);
	}
}

type Chance = () => number;

/** Buckets of an hour whose sum is the number. */
function numbers({ range }: Asked, chance: Chance, sum: number): QueryResult {
	const count = 24;
	const values = Array.from({ length: count }, () => Math.floor(chance() * (sum / count)));
	values[0] = sum - values.slice(1).reduce((total, value) => total + value, 0);
	return {
		...table(
			['_timeslice', 'eventCount'],
			values.map((value, index) => [range.toMs - (index + 1) * hourMs, value]).reverse(),
		),
		timeslice: { stepMs: hourMs, column: '_timeslice' },
	};
}

function ranking(chance: Chance): QueryResult {
	const rows = users.flatMap(user =>
		events.map((event): Value[] => [user, event, Math.floor(chance() * 900)]),
	);
	return table(
		['user', 'eventName', 'eventCount'],
		rows.sort((a, b) => Number(b[2]) - Number(a[2])),
	);
}

function columns({ range }: Asked, chance: Chance): QueryResult {
	const names = events.slice(0, 4);
	return {
		...table(
			['_timeslice', ...names],
			Array.from({ length: 24 }, (_, index) => [
				range.toMs - (24 - index) * hourMs,
				...names.map(() => Math.floor(chance() * 40)),
			]),
		),
		timeslice: { stepMs: hourMs, column: '_timeslice' },
	};
}

function feed({ range }: Asked, chance: Chance, frame: number): QueryResult {
	const names = ['eventTime', 'sourceIPAddress', 'user', 'eventType', 'eventName', 'eventSource'];
	const rows = Array.from({ length: 30 }, (_, index): Value[] => [
		new Date(range.toMs - index * 4_000 + frame * 1_000).toISOString().replace('.000Z', 'Z'),
		`203.0.113.${Math.floor(chance() * 250)}`,
		users[Math.floor(chance() * users.length)] ?? '',
		'AwsApiCall',
		events[Math.floor(chance() * events.length)] ?? '',
		'ec2.amazonaws.com',
	]);
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
		scanned: { segmentCount: 1, prunedSegmentCount: 0, recordCount: rows.length },
		complete: true,
	};
}
