import { expect, test } from 'vitest';
import { viewOf } from '../../../store/shred/bytes.ts';
import { shapeLeavesMax, shapesMax } from '../../../store/shred/limits.ts';
import { ShapeTable } from '../../../store/shred/shape-table.ts';
import { rootState, StateTree, statesMax } from '../../../store/shred/state-tree.ts';

const aShape = (leafCount: number) => ({
	rebuilds: true,
	literals: new Int32Array(0),
	columns: new Int32Array(leafCount),
});

test('a table of shapes is full by their number or by their values', () => {
	const many = new ShapeTable();
	for (let shape = 1; shape < shapesMax; shape++) {
		many.add(aShape(0));
	}

	expect(many.full).toBe(false);
	many.add(aShape(0));
	expect([many.full, many.fill]).toEqual([true, 1]);
	const wide = new ShapeTable();
	wide.add(aShape(shapeLeavesMax - 1));
	expect(wide.full).toBe(false);
	wide.add(aShape(1));
	expect([wide.full, wide.fill]).toEqual([true, 1]);
});

test('a tree of states is full by their number or by the bytes between values', () => {
	const many = new StateTree();
	while (many.count < statesMax - 1) {
		many.addChild(rootState, many.count, 0, 0, []);
	}

	expect(many.full).toBe(false);
	many.addChild(rootState, many.count, 0, 0, []);
	expect(many.full).toBe(true);

	const wide = new StateTree();
	const bytes = Buffer.alloc(1 << 20, 'k');
	for (let literal = 0; literal < 16; literal++) {
		expect(wide.full).toBe(false);
		bytes[0] = literal;
		wide.internLiteral({ bytes, view: viewOf(bytes) }, 0, bytes.length);
	}

	expect(wide.full).toBe(true);
});
