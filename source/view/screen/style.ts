/** How a cell looks: SGR parameters in their parts. */
export interface Look {
	/** 1 … 9, ascending. */
	readonly attributes: readonly number[];
	/** `38;5;33`, `91`; empty for the terminal's own. */
	readonly foreground: string;
	readonly background: string;
	/** True when a blank with this look differs from a plain one. */
	readonly marksBlanks: boolean;
}

const plain: Look = { attributes: [], foreground: '', background: '', marksBlanks: false };

/** Underlined, blinking, inverse, struck out: seen on a blank too. */
const blankAttributes: ReadonlySet<number> = new Set([4, 5, 6, 7, 9]);

/** Themes have some dozens of looks; more are a sign that something else sends them. */
const looksMax = 2_000;
const looks = new Map<string, Look>();
const changesMax = 4_000;
const changes = new Map<string, string>();

/** For tests: entries that are kept. */
export function keptStyleCount(): number {
	return looks.size + changes.size;
}

/**
 * A style as text: the attributes, the foreground and the background that it was made of.
 *
 * @param attributes - ascending
 */
export function styleOf(
	attributes: readonly number[],
	foreground: string,
	background: string,
): string {
	const style = [...attributes, foreground, background].filter(part => part !== '').join(';');
	if (style !== '' && !looks.has(style)) {
		remember(looks, looksMax, style, {
			attributes: [...attributes],
			foreground,
			background,
			marksBlanks: background !== '' || attributes.some(one => blankAttributes.has(one)),
		});
	}

	return style;
}

/** The look of a style; one that is not known any more is read from its text. */
export function lookOf(style: string): Look {
	return style === '' ? plain : (looks.get(style) ?? readLook(style));
}

/** The shortest sequence that turns one style into another. */
export function styleChange(from: string, to: string): string {
	if (from === to) {
		return '';
	}

	if (to === '') {
		return '\u001B[m';
	}

	const key = `${from} ${to}`;
	const known = changes.get(key);
	if (known !== undefined) {
		return known;
	}

	const whole = from === '' ? `\u001B[${to}m` : `\u001B[0;${to}m`;
	const step = `\u001B[${stepBetween(lookOf(from), lookOf(to)).join(';')}m`;
	const change = step.length < whole.length ? step : whole;
	remember(changes, changesMax, key, change);
	return change;
}

function stepBetween(from: Look, to: Look): string[] {
	const parts: string[] = [];
	const isGone = (attribute: number) => !to.attributes.includes(attribute);
	const ended = new Set<number>();
	for (const attribute of from.attributes.filter(isGone)) {
		// Bold and dim end together.
		ended.add(attribute === 1 ? 22 : attribute + 20);
	}

	parts.push(...[...ended].map(String));
	for (const attribute of to.attributes) {
		const isEndedToo = ended.has(22) && attribute <= 2;
		if (!from.attributes.includes(attribute) || isEndedToo) {
			parts.push(String(attribute));
		}
	}

	if (from.foreground !== to.foreground) {
		parts.push(to.foreground || '39');
	}

	if (from.background !== to.background) {
		parts.push(to.background || '49');
	}

	return parts;
}

function readLook(style: string): Look {
	const color = /(?:^|;)([34]8;(?:5;\d+|2;\d+;\d+;\d+))/g;
	const colors = [...style.matchAll(color)].map(match => match[1] ?? '');
	const rest = style.replaceAll(color, '').split(';').filter(Boolean).map(Number);
	const find = (lead: string, low: number) =>
		colors.find(one => one.startsWith(lead)) ??
		rest.filter(one => inRange(one, low) || inRange(one, low + 60)).map(String)[0] ??
		'';
	const attributes = rest.filter(one => one >= 1 && one <= 9);
	const background = find('48', 40);
	return {
		attributes,
		foreground: find('38', 30),
		background,
		marksBlanks: background !== '' || attributes.some(one => blankAttributes.has(one)),
	};
}

function inRange(value: number, low: number): boolean {
	return value >= low && value <= low + 7;
}

/** Forgets everything when it is full: what is in use is there again with the next frame. */
function remember<Value>(
	map: Map<string, Value>,
	entriesMax: number,
	key: string,
	value: Value,
): void {
	if (map.size >= entriesMax) {
		map.clear();
	}

	map.set(key, value);
}
