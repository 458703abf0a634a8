import { expect, test } from 'vitest';
import { emptyPartial } from '../../../source/query/engine/group/partial.ts';
import { GroupTable } from '../../../source/query/engine/group/group-table.ts';
import { MemoryBudget } from '../../../store/index.ts';
import { createPartialCache } from '../../../source/query/engine/partial-cache.ts';

test('aggregates leave together with the dictionary that numbers them', () => {
	const { segments, merged, dictionaries } = createPartialCache(new MemoryBudget(250_000));
	const counted = { counts: [], warnings: [], recordCount: 0 };
	for (const name of ['stays', 'grows']) {
		const used = { keys: [dictionaries.of(name)], calls: [] };
		const partial = emptyPartial([], used);
		const table = new GroupTable([], 1, used);
		segments.set(name, { ...counted, partial, prunedCount: 1, dictionaries: used.keys }, 100);
		merged.set(name, { ...counted, table, prunedCount: 0, dictionaries: used.keys }, 100);
	}

	const grows = dictionaries.of('grows');
	for (let index = 0; index < 5000; index++) {
		grows.number(`a value of some length, number ${index}`);
	}

	dictionaries.settle();
	expect(segments.get('stays')).toBeDefined();
	expect(merged.get('stays')).toBeDefined();
	expect(segments.get('grows')).toBeUndefined();
	expect(merged.get('grows')).toBeUndefined();
	expect([segments.bytes, merged.bytes]).toEqual([100, 100]);
	expect(dictionaries.of('grows')).not.toBe(grows);
});
