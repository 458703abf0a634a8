import type { QueryResult } from '../query/port.ts';
import { padEnd, padStart } from '../text/fit.ts';
import { formatNumber, formatPlural, formatShort } from '../text/number.ts';
import { figureIndex } from './grouped.ts';
import type { Drawing, PanelContext, Item } from './model.ts';
import { mergeSpans, padLines, selectLine, span } from './span.ts';
import type { Line, Role, Span } from './span.ts';
import { scrollFor } from './table.ts';
import { labelText, numberOf } from './value-text.ts';
import { worldHeightCells, worldOf } from './world.ts';

interface MapPoint {
	readonly row: number;
	readonly latitude: number;
	readonly longitude: number;
	readonly country: string;
	readonly city: string;
	readonly count: number;
}

interface Country {
	readonly name: string;
	readonly count: number;
	readonly rows: readonly number[];
}

const mapWidthCellsMin = 36;
const mapHeightCellsMin = 6;
const listCells = 24;
const listBesideCells = 64;

function hasListBeside(widthCells: number): boolean {
	return widthCells >= listBesideCells;
}

function mapWidthCells(widthCells: number, fits: boolean): number {
	return fits && hasListBeside(widthCells) ? widthCells - listCells - 2 : widthCells;
}

/** Lines that a map of this width fills. */
export function mapHeightCells(widthCells: number): number {
	return Math.max(mapHeightCellsMin, worldHeightCells(mapWidthCells(widthCells, true)));
}

/**
 * Places on a world map with a list of countries at its right; when the map does not fit, only the
 * list.
 */
export function drawMap(result: QueryResult, context: PanelContext): Drawing {
	const places = toPoints(result);
	const located = places.filter(
		place => Number.isFinite(place.latitude) && Number.isFinite(place.longitude),
	);
	const countries = toCountries(places);
	const fits =
		context.isPlain !== true &&
		context.widthCells >= mapWidthCellsMin &&
		context.heightCells >= mapHeightCellsMin;
	const beside = fits && hasListBeside(context.widthCells);
	const mapCells = mapWidthCells(context.widthCells, fits);
	const chosen = countries[context.cursor.row];
	const lines = fits
		? mapLines(located, chosen?.name, mapCells, context.heightCells, beside)
		: countryLines(countries, context.widthCells, context);
	const list = beside ? countryLines(countries, listCells, context, marksOf(located)) : [];
	const unknownCount = places.length - located.length;
	const hiddenCount =
		fits && !beside ? countries.length : Math.max(0, countries.length - context.heightCells);
	const listed = fits && !beside ? [] : shownCountries(countries, context);
	return {
		lines: padLines(
			beside ? lines.map((line, row) => [...line, span('  '), ...(list[row] ?? [])]) : lines,
			context.heightCells,
		),
		note: noteOf(countries, chosen, unknownCount, fits && !beside ? 0 : hiddenCount),
		items: countries.map(itemOf),
		itemCount: countries.length,
		hiddenCount,
		lineRows: listed.map(country => country.rows),
		figures: {
			countries: countries.map(({ name, count }) => ({ name, count })),
			places: located.map(({ latitude, longitude, city, country, count }) => ({
				latitude,
				longitude,
				city,
				country,
				count,
			})),
			unknownCount,
		},
	};
}

function noteOf(
	countries: readonly Country[],
	chosen: Country | undefined,
	unknownCount: number,
	hiddenCount: number,
): string {
	if (chosen !== undefined) {
		return `${chosen.name} · ${formatNumber(chosen.count)}`;
	}

	const known = countries.filter(country => country.name !== unknownName).length;
	return [
		known === 1 ? '1 country' : `${formatNumber(known)} countries`,
		...(unknownCount > 0 ? [`${formatPlural(unknownCount, 'place')} unknown`] : []),
		...(hiddenCount > 0 ? [`+${formatNumber(hiddenCount)} more`] : []),
	].join(' · ');
}

const unknownName = '(unknown)';

function toPoints(result: QueryResult): MapPoint[] {
	const index = (title: string) =>
		result.columns.findIndex(column => column.toLowerCase() === title);
	const [latitude, longitude, country, code, city] = [
		index('latitude'),
		index('longitude'),
		index('country_name'),
		index('country_code'),
		index('city'),
	];
	const figure = figureIndex(result);
	return result.rows.map((row, at): MapPoint => {
		const name = row[country] ?? row[code] ?? null;
		const count = numberOf(row[figure]);
		return {
			row: at,
			latitude: numberOf(row[latitude]),
			longitude: numberOf(row[longitude]),
			country: name === null || name === '' ? unknownName : labelText(name),
			city: labelText(row[city]),
			count: Number.isFinite(count) ? count : 0,
		};
	});
}

function toCountries(places: readonly MapPoint[]): Country[] {
	const byName = new Map<string, { count: number; rows: number[] }>();

	for (const place of places) {
		const known = byName.get(place.country);

		if (known === undefined) {
			byName.set(place.country, { count: place.count, rows: [place.row] });
		} else {
			known.count += place.count;
			known.rows.push(place.row);
		}
	}

	return [...byName]
		.map(([name, { count, rows }]) => ({ name, count, rows }))
		.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}

function itemOf(country: Country): Item {
	return {
		rows: country.rows,
		column: 'country_name',
		bucket: undefined,
		label: country.name,
		value: country.count,
	};
}

function mapLines(
	places: readonly MapPoint[],
	chosenCountry: string | undefined,
	widthCells: number,
	heightCells: number,
	hasList: boolean,
): Line[] {
	const world = worldOf(widthCells, heightCells);
	const cells: Span[][] = world.lines.map(line => [...line].map(dot => span(dot, 'land')));
	const top = Math.max(1, ...places.map(place => place.count));

	// The place with the highest count in a cell is drawn last.
	for (const place of [...places].sort((a, b) => a.count - b.count)) {
		const at = world.place(place.longitude, place.latitude);
		const row = at === undefined ? undefined : cells[at.y];

		if (at === undefined || row === undefined) {
			continue;
		}

		const { mark, role } = markOf(place.count / top);
		const piece = span(mark, role);
		row[at.x] = place.country === chosenCountry ? { ...piece, selected: true } : piece;
		labelCount(row, at.x, place, hasList);
	}

	return cells.map(mergeSpans);
}

/** Without a list, the count is shown next to the place when the sea leaves enough room. */
function labelCount(row: Span[], x: number, place: MapPoint, hasList: boolean): void {
	const text = formatShort(place.count);
	const room = row.slice(x + 1, x + 1 + text.length);

	if (hasList || room.length < text.length || room.some(part => part.role !== 'land')) {
		return;
	}

	[...text].forEach((character, offset) => {
		row[x + 1 + offset] = span(character, 'text');
	});
}

/** Of each country the mark of its largest place, as it stands on the map. */
function marksOf(places: readonly MapPoint[]): ReadonlyMap<string, Span> {
	const top = Math.max(1, ...places.map(place => place.count));
	return new Map(
		[...places]
			.sort((a, b) => a.count - b.count)
			.map(({ country, count }) => {
				const { mark, role } = markOf(count / top);
				return [country, span(mark, role)];
			}),
	);
}

/** The more, the larger and brighter; a place is neither a failure nor a denial. */
function markOf(share: number): { mark: string; role: Role } {
	if (share > 0.5) {
		return { mark: '●', role: 'series-0' };
	}

	return share > 0.1 ? { mark: '●', role: 'depth-1' } : { mark: '•', role: 'depth-0' };
}

function scrollOf(countries: readonly Country[], { cursor, heightCells }: PanelContext): number {
	return scrollFor(cursor.row, cursor.scroll, countries.length, heightCells);
}

function shownCountries(countries: readonly Country[], context: PanelContext): readonly Country[] {
	const scroll = scrollOf(countries, context);
	return countries.slice(scroll, scroll + context.heightCells);
}

function countryLines(
	countries: readonly Country[],
	widthCells: number,
	context: PanelContext,
	marks?: ReadonlyMap<string, Span>,
): Line[] {
	const shown = shownCountries(countries, context);
	const chosen = context.cursor.row - scrollOf(countries, context);
	const countCells = Math.max(0, ...shown.map(country => formatNumber(country.count).length));
	return shown.map((country, offset): Line => {
		const mark = marks === undefined ? [] : [marks.get(country.name) ?? span(' '), span(' ')];
		const line = [
			...mark,
			span(padEnd(country.name, Math.max(0, widthCells - countCells - 1 - mark.length))),
			span(' '),
			span(padStart(formatNumber(country.count), countCells), 'strong'),
		];
		return offset === chosen ? selectLine(line) : line;
	});
}
