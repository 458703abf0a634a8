import { readFile } from 'node:fs/promises';
import { homedir, hostname } from 'node:os';
import { Resvg } from '@resvg/resvg-js';
import { expect, test } from 'vitest';
import { animatedSvg } from '../../fixtures/recording/animated-svg.ts';
import { readCast } from '../../fixtures/recording/cast.ts';
import { framesOf } from '../../fixtures/recording/frames.ts';
import { session, sessionSize } from '../../fixtures/recording/session.ts';

const cast = await readFile('fixtures/pictures/session.cast', 'utf8');
const svg = await readFile('fixtures/pictures/session.svg', 'utf8');
/** What a page of the README may load for it. */
const svgBytesLimit = 500_000;

test('the session of the README is small, whole, and reaches for nothing', () => {
	expect(Buffer.byteLength(svg)).toBeLessThan(svgBytesLimit);
	expect(() => new Resvg(svg)).not.toThrow();
	expect(svg).not.toMatch(/<(script|image|foreignObject|a|animate|set)\b/i);
	expect(svg).not.toMatch(/\bon\w+=|@import|@font-face|url\(|<!DOCTYPE|<!ENTITY/i);
	expect(svg.match(/https?:/g)).toEqual(['http:']);
	expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
	expect([...svg.matchAll(/href="(.)/g)].every(([, first]) => first === '#')).toBe(true);
});

test('its cast is of the session, and the picture is of its cast', async () => {
	const read = readCast(cast);
	expect(read.header).toMatchObject({
		version: 2,
		width: sessionSize.columns,
		height: sessionSize.rows,
	});
	const marks = read.events.flatMap(([, kind, data]) => (kind === 'm' ? [data] : []));
	expect(marks).toEqual([...new Set(session.map(({ says }) => says))]);
	expect(animatedSvg(read, await framesOf(read))).toBe(svg);
});

test('nothing of the machine is in it', () => {
	for (const text of [cast, svg]) {
		expect(text).not.toMatch(/\/(home|Users|root|tmp|var|work)\//);
		expect(text).not.toContain(hostname());
		expect(text).not.toContain(`${homedir()}/`);
	}
});
