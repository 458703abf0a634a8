import { geoEquirectangular, geoPath } from 'd3-geo';
import type { GeoContext, GeoPermissibleObjects, GeoProjection } from 'd3-geo';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import land from 'world-atlas/land-110m.json' with { type: 'json' };

/** The world's land drawn in braille, and the cell of a geographic place. */
export interface World {
	/** Shape `[heightCells]`, each exactly `widthCells` characters; blanks are sea. */
	readonly lines: readonly string[];
	/** The cell of a geographic place; undefined outside of the map. */
	place(
		longitude: number,
		latitude: number,
	): { readonly x: number; readonly y: number } | undefined;
}

type Point = readonly [number, number];

// Antarctica would take a quarter of the map and has no log sources.
const southDegrees = -56;
const northDegrees = 78;

const worlds = new Map<string, World>();
/** Building a map takes a noticeable part of a frame, so one per size in use is cached. */
const worldsMax = 6;

export function worldOf(widthCells: number, heightCells: number): World {
	const key = `${widthCells}x${heightCells}`;
	const known = worlds.get(key);

	if (known !== undefined) {
		return known;
	}

	if (worlds.size >= worldsMax) {
		worlds.delete(worlds.keys().next().value ?? '');
	}

	const made = makeWorld(widthCells, heightCells);
	worlds.set(key, made);
	return made;
}

function makeWorld(widthCells: number, heightCells: number): World {
	const dotsWide = widthCells * 2;
	const dotsHigh = heightCells * 4;
	const projection = projectionFor(dotsWide, dotsHigh);
	const dots = fillRings(ringsOf(projection), dotsWide, dotsHigh);
	dots.fill(0, dotsWide * Math.max(0, Math.ceil(projection([0, southDegrees])?.[1] ?? dotsHigh)));
	return {
		lines: toBraille(dots, dotsWide, widthCells, heightCells),
		place(longitude, latitude) {
			const point = projection([longitude, latitude]);
			const x = Math.floor((point?.[0] ?? -1) / 2);
			const y = Math.floor((point?.[1] ?? -1) / 4);
			return x < 0 || y < 0 || x >= widthCells || y >= heightCells ? undefined : { x, y };
		},
	};
}

/** Cells of height that a map of this width fills; with more its top and bottom would be empty. */
export function worldHeightCells(widthCells: number): number {
	return Math.ceil((widthCells * 2 * (northDegrees - southDegrees)) / 360 / 4);
}

/** Uses the same scale for both axes, because a braille dot is about as wide as it is high. */
function projectionFor(dotsWide: number, dotsHigh: number): GeoProjection {
	const degreesHigh = northDegrees - southDegrees;
	const scale = Math.min(dotsWide / 360, dotsHigh / degreesHigh);
	return geoEquirectangular()
		.scale((scale * 180) / Math.PI)
		.translate([dotsWide / 2, dotsHigh / 2 + (scale * (northDegrees + southDegrees)) / 2]);
}

function ringsOf(projection: GeoProjection): Point[][] {
	const topology = land as unknown as Topology<{ land: GeometryCollection }>;
	const shape = feature(topology, topology.objects.land) as GeoPermissibleObjects;
	const rings: Point[][] = [];
	let ring: Point[] = [];
	const context: GeoContext = {
		beginPath() {},
		moveTo(x, y) {
			ring = [[x, y]];
			rings.push(ring);
		},
		lineTo(x, y) {
			ring.push([x, y]);
		},
		closePath() {
			if (ring[0] !== undefined) {
				ring.push(ring[0]);
			}
		},
		arc() {},
	};
	geoPath(projection, context)(shape);
	return rings;
}

/** Scan-line filling with the even-odd rule. */
function fillRings(
	rings: readonly (readonly Point[])[],
	width: number,
	height: number,
): Uint8Array {
	const dots = new Uint8Array(width * height);

	for (let y = 0; y < height; y++) {
		const middle = y + 0.5;
		const crossings: number[] = [];

		for (const ring of rings) {
			for (let index = 0; index + 1 < ring.length; index++) {
				const [x1, y1] = ring[index] as Point;
				const [x2, y2] = ring[index + 1] as Point;

				if (y1 <= middle !== y2 <= middle) {
					crossings.push(x1 + ((middle - y1) / (y2 - y1)) * (x2 - x1));
				}
			}
		}

		crossings.sort((a, b) => a - b);

		for (let index = 0; index + 1 < crossings.length; index += 2) {
			const from = Math.max(0, Math.ceil((crossings[index] ?? 0) - 0.5));
			const to = Math.min(width - 1, Math.floor((crossings[index + 1] ?? 0) - 0.5));

			for (let x = from; x <= to; x++) {
				dots[y * width + x] = 1;
			}
		}
	}

	return dots;
}

// Bits of a braille cell by row and column.
const brailleBits = [
	[0x01, 0x08],
	[0x02, 0x10],
	[0x04, 0x20],
	[0x40, 0x80],
] as const;

function toBraille(
	dots: Uint8Array,
	dotsWide: number,
	widthCells: number,
	heightCells: number,
): string[] {
	return Array.from({ length: heightCells }, (_, y) => {
		let line = '';

		for (let x = 0; x < widthCells; x++) {
			let bits = 0;

			brailleBits.forEach((row, dy) =>
				row.forEach((bit, dx) => {
					if (dots[(y * 4 + dy) * dotsWide + x * 2 + dx] === 1) {
						bits |= bit;
					}
				}),
			);
			line += bits === 0 ? ' ' : String.fromCharCode(0x2800 + bits);
		}

		return line;
	});
}
