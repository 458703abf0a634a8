import { expect, test } from 'vitest';
import { drawMap } from '../../source/panels/map.ts';
import { worldOf } from '../../source/panels/world.ts';
import { lineText, lineWidth } from '../../source/panels/span.ts';
import { aFrame, aResult, drawn } from './result.ts';

const result = aResult(
	['latitude', 'longitude', 'country_code', 'country_name', 'city', 'eventCount'],
	[
		[38.9, -77.5, 'US', 'United States', 'Ashburn', 40],
		[37.4, -122.1, 'US', 'United States', 'Palo Alto', 2],
		[53.3, -6.3, 'IE', 'Ireland', 'Dublin', 9],
		[null, null, null, null, null, 3],
	],
);

test('places stand where they are', () => {
	const world = worldOf(100, 30);
	const at = (longitude: number, latitude: number) => world.place(longitude, latitude);
	expect(at(-77.5, 38.9)?.x).toBeLessThan(at(-6.3, 53.3)?.x ?? 0);
	expect(at(151.2, -33.9)?.y).toBeGreaterThan(at(-6.3, 53.3)?.y ?? 99);
	expect(at(0, -89)?.y ?? 99).toBeGreaterThan(25);
	expect(world.lines.every(line => line.length === 100)).toBe(true);
	// Land is in the middle of Africa, sea in the middle of the Pacific.
	const cell = (longitude: number, latitude: number) => {
		const place = at(longitude, latitude);
		return world.lines[place?.y ?? 0]?.[place?.x ?? 0];
	};

	expect(cell(20, 10)).toBe('⣿');
	expect(cell(-140, 0)).toBe(' ');
});

test('Antarctica is left out', () => {
	expect(worldOf(100, 40).lines.slice(-4).join('').trim()).toBe('');
});

test('a wide map has its countries beside it, the places on it', () => {
	const model = drawMap(result, aFrame(100, 20));
	const text = drawn(model);
	expect(text).toContain('United States');
	// Three places on the map, and the two countries that it shows in the list.
	expect(text.match(/[●•]/g)?.length).toBe(5);
	expect(text).toMatch(/● United States +42$/m);
	expect(text).toMatch(/● Ireland +9$/m);
	expect(text).toMatch(/  {2}\(unknown\) +3$/m);
	const marks = model.lines.flat().filter(part => /[●•]/.test(part.text));
	expect(new Set(marks.map(({ role }) => role))).toEqual(
		new Set(['series-0', 'depth-1', 'depth-0']),
	);
	expect(model.note).toBe('2 countries · 1 place unknown');
	expect(drawMap(result, aFrame(24, 2)).note).toBe('2 countries · 1 place unknown · +1 more');
	expect(model.figures['countries']).toEqual([
		{ name: 'United States', count: 42 },
		{ name: 'Ireland', count: 9 },
		{ name: '(unknown)', count: 3 },
	]);
	expect(model.items[0]?.rows).toEqual([0, 1]);
});

test('where the map does not fit there are the countries', () => {
	expect(drawn(drawMap(result, aFrame(24, 4)))).toBe(
		['United States         42', 'Ireland                9', '(unknown)              3', ''].join(
			'\n',
		),
	);
});

test('a narrow map writes the counts beside its places', () => {
	const model = drawMap(result, aFrame(60, 16));
	expect(model.lines.every(line => lineWidth(line) <= 60)).toBe(true);
	expect(model.lines.map(lineText).join('')).toMatch(/●40|40/);
});

test('six sizes of the world are kept; of more the oldest is drawn again', () => {
	const first = worldOf(20, 6);
	const second = worldOf(21, 6);
	for (const width of [22, 23, 24, 25]) {
		worldOf(width, 6);
	}

	expect([worldOf(20, 6), worldOf(21, 6)]).toEqual([first, second]);
	expect(worldOf(20, 6)).toBe(first);
	worldOf(26, 6);
	expect(worldOf(21, 6)).toBe(second);
	expect(worldOf(20, 6)).not.toBe(first);
});

test('over a slow link a map is the list of its countries', () => {
	const text = drawn(drawMap(result, aFrame(100, 20, { isPlain: true })));
	expect(text).toContain('United States');
	expect(text).not.toMatch(/[\u2800-\u28FF]/);
});
