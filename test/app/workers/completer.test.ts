import { expect, test } from 'vitest';
import { Completer } from '../../../source/app/workers/completer.ts';
import { createLookups } from '../../../source/intel/lookups.ts';
import { createLocalEngine } from '../../../source/query/engine/index.ts';
import { storeOf } from '../../cases/case-store.ts';
import { Random } from '../../query/differential/random.ts';
import { randomRecords, rangeMs, starts } from '../../query/differential/records.ts';

const [fromMs] = starts as [number, ...number[]];
const missing = { missing: 'none' };

async function faultsOf(text: string) {
	const store = await storeOf(randomRecords(new Random(1), fromMs, 20, 10, false), 10);
	const snapshot = store.snapshot();
	try {
		const lookups = createLookups(() => ({
			threats: undefined,
			geo: undefined,
			asn: undefined,
			user: () => missing,
		}));
		const engine = createLocalEngine(() => snapshot, { derived: [], lookups });
		const completer = new Completer(engine, () => snapshot, { names: () => [] });
		const asked = { text, cursor: text.length, range: { fromMs, toMs: fromMs + rangeMs } };
		return (await completer.complete(asked)).faults;
	} finally {
		await store.close();
	}
}

function repaired(
	text: string,
	{ span, repair = '' }: { span: { start: number; end: number }; repair?: string },
) {
	return text.slice(0, span.start) + repair + text.slice(span.end);
}

test('a pasted query with the category of another place offers one that is there', async () => {
	const text = '_sourceCategory=Labs/AWS/CloudTrail | count';
	const [fault] = await faultsOf(text);
	expect(fault).toMatchObject({
		severity: 'warning',
		message: 'no record has _sourceCategory=Labs/AWS/CloudTrail',
	});
	const next = repaired(text, fault!);
	expect(next).toMatch(/^_sourceCategory=\S+ \| count$/);
	expect(await faultsOf(next)).toEqual([]);
});

test('a pipe that was forgotten is offered, and text without quotes gets them', async () => {
	const forgotten = 'count by eventName';
	expect(repaired(forgotten, (await faultsOf(forgotten))[0]!)).toBe('* | count by eventName');
	const bare = '* | where eventName = Foo | count';
	expect(repaired(bare, (await faultsOf(bare))[0]!)).toBe('* | where eventName = "Foo" | count');
});

test.each(['* | count by evntName', 'evntName=CreateUser | count', '* | where evntName = "x"'])(
	'in %s a misspelt field is offered as it is spelt',
	async text => {
		const [fault] = await faultsOf(text);
		expect(repaired(text, fault!)).toBe(text.replace('evntName', 'eventName'));
	},
);
