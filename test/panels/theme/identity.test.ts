import { expect, test } from 'vitest';
import { seriesStyles } from '../../../source/panels/series-style.ts';
import { drawStackedBar } from '../../../source/panels/stacked-bar.ts';
import { withSmallOnes } from '../../../source/panels/blocks.ts';
import { nearest256, of256 } from '../../../source/panels/theme/colour.ts';
import { palettes, themeNames } from '../../../source/panels/theme/palettes.ts';
import type { PaletteRole, ThemeName } from '../../../source/panels/theme/palettes.ts';
import { otherStyle, seriesColoursMax, seriesStyle, span } from '../../../source/panels/span.ts';
import { paint } from '../../../source/view/paint.ts';
import { makeTheme } from '../../../source/view/theme.ts';
import { aFrame, aResult } from '../result.ts';
import { distance, labOf } from './distance.ts';

/** CIEDE2000 between what only tells series apart and what means something, and between two series. */
const distanceMin = 14;

const coloured = themeNames.filter(name => name !== 'mono');
const identities = Array.from({ length: seriesColoursMax }, (_, index) => seriesStyle(index).role);
const meanings = [
	...['good', 'denied', 'denied-1', 'denied-2', 'bad', 'warn'],
	...['severity-critical', 'severity-high', 'severity-medium', 'severity-low', 'severity-info'],
] as PaletteRole[];

const colourIn = (name: ThemeName, role: PaletteRole) => palettes[name][role].colour ?? '';

test('the distance is that of the published pairs', () => {
	expect(distance([50, 2.6772, -79.7751], [50, 0, -82.7485])).toBeCloseTo(2.0425, 4);
	expect(distance([50, 2.5, 0], [73, 25, -18])).toBeCloseTo(27.1492, 4);
	expect(distance([50, 2.49, -0.001], [50, -2.49, 0.0011])).toBeCloseTo(7.2195, 4);
	expect(distance([2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514])).toBeCloseTo(0.9082, 4);
});

test.each(coloured)('in %s no series looks like what means something, or like another', name => {
	const shown = [
		(role: PaletteRole) => colourIn(name, role),
		(role: PaletteRole) => of256(nearest256(colourIn(name, role))),
	];
	for (const colour of shown) {
		for (const [index, identity] of identities.entries()) {
			for (const other of [...meanings, 'series-other' as const, ...identities.slice(0, index)]) {
				const apart = distance(labOf(colour(identity)), labOf(colour(other)));
				expect(apart, `${identity} and ${other}`).toBeGreaterThanOrEqual(distanceMin);
			}
		}
	}
});

/** CIEDE2000 between two shades of one meaning, which stand beside each other. */
const shadeDistanceMin = 10;

test.each(coloured)('in %s what is denied has shades that are told apart', name => {
	const shades = ['denied', 'denied-1', 'denied-2'] as const satisfies readonly PaletteRole[];
	for (const [index, shade] of shades.entries()) {
		for (const other of [...shades.slice(0, index), 'bad', 'good'] as PaletteRole[]) {
			const apart = distance(labOf(colourIn(name, shade)), labOf(colourIn(name, other)));
			expect(apart, `${shade} and ${other}`).toBeGreaterThanOrEqual(shadeDistanceMin);
		}
	}
});

test.each(coloured)('in %s none of the sixteen colours is both a series and a meaning', name => {
	const codes = new Set(meanings.map(role => palettes[name][role].code));
	for (const identity of identities) {
		expect(codes, identity).not.toContain(palettes[name][identity].code);
	}

	// Two series of one of the sixteen colours have fills of their own.
	const looks = identities.map((_, index) => seriesStyle(index).fill);
	expect(new Set([...looks, otherStyle.fill])).toHaveProperty('size', seriesColoursMax + 1);
});

test('the others are solid in every colour, and a fill of their own without', () => {
	const bar = [span(otherStyle.fill.repeat(3), otherStyle.role)];
	for (const name of coloured) {
		for (const level of ['24-bit', '256', '16'] as const) {
			expect(paint(bar, makeTheme(name, level)), `${name} ${level}`).toContain('███');
		}
	}

	expect(paint(bar, makeTheme('mono', '24-bit'))).toBe('■■■');
	expect(paint(bar, makeTheme('mono', 'none', 'ascii'))).toBe('===');
});

test('what is small takes a cell of what is largest, as long as that has two', () => {
	expect(withSmallOnes([8, 0, 0], [997, 2, 1])).toEqual([6, 1, 1]);
	expect(withSmallOnes([8, 0, 0], [998, 2, 0])).toEqual([7, 1, 0]);
	expect(withSmallOnes([1, 0], [9, 1])).toEqual([1, 0]);
	expect(withSmallOnes([2, 0, 0], [97, 1, 2])).toEqual([1, 0, 1]);
});

test('a stacked bar shows each of its parts that is not 0', () => {
	const result = aResult(['user', 'read', 'write', 'delete'], [['ada', 9_990, 9, 1]]);
	const bar = drawStackedBar(result, aFrame(40, 3)).lines[0]?.slice(4) ?? [];
	const roles = seriesStyles(['read', 'write', 'delete']).map(({ role }) => role);
	expect(new Set(bar.map(({ role }) => role))).toEqual(new Set(roles));
	const exact = bar.flatMap(({ role, edge }) => [edge?.role ?? role, edge?.behind ?? role]);
	expect(new Set(exact)).toEqual(new Set(roles));
});
