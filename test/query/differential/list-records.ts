import type { CaseRecord } from '../../cases/case.ts';
import type { Random } from './random.ts';

const texts = ['x', 'y', 'ami-1', 'ami-2', 'Get', '', '7', '"q"', 'ä', '10.0.0.1', '[1]'];
const networks = ['10.0.0.0/8', '0.0.0.0/0', '::/0', '203.0.113.0/24', 'none'];
const policies = [
	'{"AWS":["111122223333","arn:aws:iam::444455556666:root","111122223333"]}',
	'arn:aws:iam::777788889999:user/x',
	'%7B%22AWS%22%3A%22111122223333%22%7D',
	'none',
];

/**
 * Records with lists at each level: of objects, of lists, of texts, empty, with nulls in them, with more
 * elements than a list has columns, and with one object where others have a list.
 */
export function listRecords(
	random: Random,
	fromMs: number,
	count: number,
	segmentRowsMax: number,
): readonly CaseRecord[] {
	return Array.from({ length: count }, (_item, index) => {
		const timeMs = fromMs + random.below(36) * 600_000 + Math.floor(index / segmentRowsMax) + index;
		const event: Record<string, unknown> = {
			eventTime: new Date(timeMs).toISOString(),
			n: random.below(5),
			[random.chance(0.02) ? 'R' : 'r']: random.chance(0.9) ? request(random) : null,
		};
		const raw = JSON.stringify(event);
		return {
			raw: random.chance(0.05) ? oddRaw(random, raw) : raw,
			meta: { _sourceCategory: 'trail' },
			timeMs,
		};
	});
}

/** Records that the columns do not hold whole. */
function oddRaw(random: Random, raw: string): string {
	return random.pick([`${raw.slice(0, -1)},"n":9}`, `INFO ${raw}`, `[${raw}]`]);
}

function request(random: Random): Record<string, unknown> {
	return {
		...(random.chance(0.8) && { items: list(random, item) }),
		...(random.chance(0.5) && { groups: list(random, group) }),
		...(random.chance(0.5) && { names: list(random, one => one.pick(texts)) }),
		...(random.chance(0.5) && { policy: random.pick(policies) }),
		...(random.chance(0.3) && { name: random.pick(texts) }),
	};
}

function list(random: Random, make: (random: Random) => unknown): unknown {
	if (random.chance(0.1)) {
		return random.pick([null, {}, [], make(random)]);
	}

	if (random.chance(0.06)) {
		return listOfTexts(random, make);
	}

	const length = random.chance(0.08) ? 17 + random.below(3) : random.below(4);
	return Array.from({ length }, () => (random.chance(0.04) ? null : make(random)));
}

/** `any` opens them. */
function listOfTexts(random: Random, make: (random: Random) => unknown): unknown {
	const texts = Array.from({ length: 1 + random.below(3) }, () => JSON.stringify(make(random)));
	return random.pick<unknown>([texts, `[${texts.join(',')}]`, texts[0], ` ${texts[0]}`]);
}

function item(random: Random): unknown {
	return random.chance(0.1)
		? random.pick<unknown>(['x', 7, [[{ a: 'x' }], { a: 'y', port: 22 }]])
		: {
				...(random.chance(0.7) && { a: random.pick<unknown>([...texts, null, 7, true]) }),
				...(random.chance(0.6) && { port: random.pick<unknown>([22, 80, '22', 2.5]) }),
				...(random.chance(0.4) && { ranges: list(random, range) }),
				...(random.chance(0.3) && { names: list(random, one => one.pick(texts)) }),
				...(random.chance(0.3) && { policy: random.pick(policies) }),
			};
}

function range(random: Random): unknown {
	return { cidr: random.pick(networks), ...(random.chance(0.3) && { a: random.pick(texts) }) };
}

function group(random: Random): unknown {
	return { members: list(random, item), size: random.below(3) };
}
