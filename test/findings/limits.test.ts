import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { loadRules } from '../../source/app/rules.ts';
import {
	FindingBook,
	findingsMax,
	heldHitsMax,
	seenValuesMax,
	type FoundHit,
} from '../../source/findings/finding-book.ts';
import { findingRegionsMax } from '../../source/findings/finding-facts.ts';
import { readRuleFile } from '../../source/findings/read-rule-file.ts';

const text = 'id: X\ntitle: x\nseverity: high\nwhen: eventName = "x"\n';
const each = readRuleFile(text, 'f').rules[0]!.rule;
const counting = readRuleFile(`${text}count: { at_least: 2, within: 5m }\n`, 'f').rules[0]!.rule;
const fresh = readRuleFile(`${text}new: { fields: [f], learn: 1d, forget: 1d }\n`, 'f').rules[0]!
	.rule;
const hit: FoundHit = {
	timeMs: 0,
	ref: { segmentId: 's', row: 0 },
	eventId: 'e',
	region: '',
	step: 0,
	window: 0,
	fired: [],
	value: undefined,
	by: ['ada'],
	account: '1',
	fresh: undefined,
	isAttempt: false,
};

test('a hundred thousand findings are kept, and hits of more are counted', () => {
	const book = new FindingBook({ fromMs: 0, toMs: 1 });
	for (let index = 0; index < findingsMax + 3; index++) {
		book.add(each, { ...hit, by: [`user ${index}`] });
	}

	book.add(each, { ...hit, by: ['user 0'] });
	expect(book.leftCount).toBe(3);
	expect(book.findings()).toHaveLength(findingsMax);
});

test('a million hits wait for their windows, and more are counted', () => {
	const book = new FindingBook({ fromMs: 0, toMs: 1 });
	for (let index = 0; index < heldHitsMax + 2; index++) {
		book.add(counting, hit);
	}

	expect(book.leftCount).toBe(2);
});

test('a million values are remembered of what is new, and hits of more are counted', () => {
	const book = new FindingBook({ fromMs: 0, toMs: 1 });
	for (let index = 0; index < seenValuesMax + 4; index++) {
		book.add(fresh, { ...hit, timeMs: index, fresh: [index] });
		book.settle(index, 0);
	}

	book.settle(Infinity, 0);
	expect(book.leftCount).toBe(4);
}, 30_000);

test('a finding names a hundred regions, whoever makes up more', () => {
	const book = new FindingBook({ fromMs: 0, toMs: 1 });
	for (let index = 0; index < findingRegionsMax + 3; index++) {
		book.add(each, { ...hit, region: `region-${index}` });
	}

	expect(book.findings()[0]?.regions).toHaveLength(findingRegionsMax);
});

test('rules are looked for sixteen folders deep', async () => {
	const home = await aFolder();
	try {
		let dir = home.path;
		for (let level = 1; level <= 17; level++) {
			await mkdir(dir, { recursive: true });
			await writeFile(join(dir, 'rule.yaml'), text.replace('X', `DEEP${level}`));
			dir = join(dir, 'd');
		}

		const { rules } = await loadRules(undefined, [home.path]);
		const deep = rules.map(({ id }) => id).filter(id => id.startsWith('DEEP'));
		expect(deep).toHaveLength(16);
		expect(deep).not.toContain('DEEP17');
	} finally {
		await home.remove();
	}
});
