import { expect, test } from 'vitest';
import { contrast, nearest256, of256, ofSixteen } from '../../../source/panels/theme/colour.ts';
import {
	backgroundOf,
	contrastMin,
	palettes,
	themeNames,
} from '../../../source/panels/theme/palettes.ts';
import type { PaletteRole, ThemeName } from '../../../source/panels/theme/palettes.ts';
import { distance, labOf } from './distance.ts';

const coloured = themeNames.filter(name => name !== 'mono');

/** Beside black, the grey that many dark terminals have. */
const backgrounds = (name: ThemeName) =>
	name === 'light' || name === 'high-contrast'
		? [backgroundOf(name)]
		: [backgroundOf(name), '#1e1e1e'];

const rolesOf = (name: ThemeName) =>
	(Object.keys(palettes[name]) as PaletteRole[]).filter(
		role => role !== 'selection' && palettes[name][role].colour !== undefined,
	);

test('the contrast is that of WCAG', () => {
	expect(contrast('#000000', '#ffffff')).toBe(21);
	expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
	expect(contrast('#123456', '#123456')).toBe(1);
});

test.each(coloured)('in %s text has 4.5:1 and each mark 3:1', name => {
	for (const role of rolesOf(name)) {
		const colour = palettes[name][role].colour ?? '';
		for (const background of backgrounds(name)) {
			for (const shown of [colour, of256(nearest256(colour))]) {
				const told = `${role} ${shown} on ${background}`;
				expect(contrast(shown, background), told).toBeGreaterThanOrEqual(contrastMin(role));
			}
		}
	}
});

/**
 * The scheme's own green and red are not as dark as white wants them, and its only purple not as light as black does. There a
 * hue that people know is worth more: what is coloured for its meaning has 3:1 at least.
 */
const strained: readonly ThemeName[] = ['light', 'colour-blind'];
const hued = /^(?:good|warn|bad|denied|severity-.*|string|number|accent|key|literal|keyword)$/;

test.each(coloured)('in %s the same of sixteen colours, as far as there are any', name => {
	for (const role of rolesOf(name)) {
		const shown = ofSixteen(palettes[name][role].code ?? 0);
		const told = `${role} ${shown}`;
		const wanted = strained.includes(name) && hued.test(role) ? 3 : contrastMin(role);
		expect(contrast(shown, backgroundOf(name)), told).toBeGreaterThanOrEqual(wanted);
	}
});

test.each(coloured)('in %s a chosen row can be read', name => {
	const behind = palettes[name].selection.colour ?? '';
	for (const role of rolesOf(name).filter(one => contrastMin(one) > 3)) {
		const told = `${role} on ${behind}`;
		expect(contrast(palettes[name][role].colour ?? '', behind), told).toBeGreaterThanOrEqual(4);
	}
});

/** What must not be taken for each other, when red and green look alike. */
const pairs = [
	['good', 'denied'],
	['good', 'denied-1'],
	['good', 'denied-2'],
	['bad', 'denied-1'],
	['bad', 'denied-2'],
	['denied', 'denied-1'],
	['denied', 'denied-2'],
	['denied-1', 'denied-2'],
	['good', 'bad'],
	['denied', 'bad'],
	['good', 'warn'],
	['severity-critical', 'severity-high'],
	['severity-high', 'severity-medium'],
	['severity-critical', 'severity-medium'],
	['severity-medium', 'severity-low'],
	['severity-low', 'severity-info'],
] as const satisfies readonly (readonly [PaletteRole, PaletteRole])[];

/** CIEDE2000, as people see them who lack one kind of cones. */
const blindDistanceMin = 10;

test.each(['protanopia', 'deuteranopia'] as const)('meanings stay apart with %s', seenAs => {
	for (const [one, other] of pairs) {
		const lab = (role: PaletteRole) => labOf(palettes['colour-blind'][role].colour ?? '', seenAs);
		const apart = distance(lab(one), lab(other));
		expect(apart, `${one} and ${other}`).toBeGreaterThanOrEqual(blindDistanceMin);
	}
});
