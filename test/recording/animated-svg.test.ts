import { Resvg } from '@resvg/resvg-js';
import { expect, test } from 'vitest';
import { animatedSvg } from '../../fixtures/recording/animated-svg.ts';
import type { Cast, CastEvent } from '../../fixtures/recording/cast.ts';
import { framesOf } from '../../fixtures/recording/frames.ts';

function castOf(...events: readonly CastEvent[]): Cast {
	return { header: { version: 2, width: 20, height: 3, duration: 10, title: 'a test' }, events };
}

async function svgOf(cast: Cast, still?: number): Promise<string> {
	return animatedSvg(cast, await framesOf(cast), still);
}

/** What a row shows at a time, as whoever animates it would: the place that the last key frame moves into the window. */
function shownAt(svg: string, y: number, seconds: number): string {
	const inner = svg.split(`<svg y="${y * 18}" `)[1]?.split('</svg>')[0] ?? '';
	const name = /^[^>]*><g class="(k\w+)">/.exec(inner)?.[1];
	const frames =
		svg.match(new RegExp(`@keyframes ${name}\\{((?:[^{}]+\\{[^}]*\\})*)\\}`))?.[1] ?? '';
	const [, durationS = '1'] = svg.match(new RegExp(`animation:${name} ([\\d.]+)s step-end`)) ?? [];
	const stops = [...frames.matchAll(/([\d.]+)%\{transform:translateY\((-?\d+)px\)\}/g)];
	const last = stops.findLast(
		([, percent]) => (Number(percent) / 100) * Number(durationS) <= seconds,
	);
	const top = -Number(last?.[2] ?? 0);
	const placed = [
		...inner.matchAll(
			/<g transform="translate\(0 (\d+)\)">(.*?)<\/g>|<use href="#(\w+)" y="(\d+)"\/>/g,
		),
	].find(([, own, , , used]) => Number(own ?? used) === top + 14);
	const shared = new RegExp(`<g id="${placed?.[3]}">(.*?)</g>`).exec(svg)?.[1];
	return [...(placed?.[2] ?? shared ?? '').matchAll(/<text[^>]*>(.*?)<\/text>/g)]
		.map(([, text]) => text)
		.join('|');
}

test('each row shows at each time what the terminal showed', async () => {
	const svg = await svgOf(
		castOf(
			[0, 'o', 'one\r\ntwo\r\n\u001B[31mthree\u001B[m'],
			[1, 'o', '\u001B[1;1Huno'],
			[2.5, 'o', '\u001B[2;1H\u001B[2K'],
			[4, 'o', '\u001B[1;1Hone\u001B[2;1Hone'],
		),
	);
	const rowsAt = (seconds: number) => [0, 1].map(y => shownAt(svg, y, seconds));
	expect(rowsAt(0)).toEqual(['one', 'two']);
	expect(rowsAt(0.99)).toEqual(['one', 'two']);
	expect(rowsAt(1)).toEqual(['uno', 'two']);
	expect(rowsAt(2.5)).toEqual(['uno', '']);
	expect(rowsAt(9)).toEqual(['one', 'one']);
	// What never changes does not move, and what stands in two places is drawn once.
	expect(svg.match(/@keyframes/g)).toHaveLength(2);
	expect(svg.match(/>one</g)).toHaveLength(1);
	expect(svg).toContain('fill:#cd3131');
	expect(() => new Resvg(svg)).not.toThrow();
});

test('runs of one look are one text as wide as its cells, and lines and blocks are drawn', async () => {
	const svg = await svgOf(castOf([0, 'o', '│ ab  cd│\u001B[7mx\u001B[m▲█▂⣿']));
	expect(svg).toContain('x="18" textLength="54">ab  cd</text>');
	expect(svg).toContain('textLength="9">x</text>');
	expect(svg).toContain('fill:#101418');
	// The eight dots of ⣿; the block as wide as its cell; two upright lines.
	expect(svg.match(/h0(?=[m"])/g)).toHaveLength(8);
	expect(svg).toContain('M99-14h9v18h-9z');
	expect(svg).toContain('M4-14h1v18h-1zM76-14h1v18h-1z');
	expect(svg).not.toMatch(/<text[^>]*>[^<]*[│▲█▂⣿]/u);
});

test('what is hostile to XML is text, in a row and in a mark', async () => {
	const hostile = `<script>&"']]>\u0001\uFFFE<!--`;
	const svg = await svgOf(
		castOf([0, 'm', `k  ${hostile}\uD800`], [0, 'o', `${hostile.replace('<!--', '')}`]),
	);
	expect(svg).not.toContain('<script');
	expect(svg).not.toContain(']]>');
	expect(svg).not.toContain('<!--');
	expect(svg).toContain('&lt;script&gt;&amp;&quot;&#39;]]&gt;');
	expect(svg).not.toMatch(/[\u0000-\u0008\uFFFE]/);
	expect(() => new Resvg(svg)).not.toThrow();
});

test('one frame stands still, for renderers that do not move', async () => {
	const cast = castOf([0, 'o', 'first'], [1, 'o', '\r\u001B[2Ksecond']);
	const svg = await svgOf(cast, 1);
	expect(svg).toContain('>second<');
	expect(svg).not.toContain('>first<');
	expect(svg).not.toContain('@keyframes');
});
