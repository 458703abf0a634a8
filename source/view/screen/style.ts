/** The style of a cell: SGR parameters by kind. */
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

/** Underlined, blinking, inverse, struck out: visible on a blank too. */
const blankAttributes: ReadonlySet<number> = new Set([4, 5, 6, 7, 9]);

/** A theme has a few dozen styles; more mean that something else sends them. */
const looksMax = 2_000;
const looks = new Map<string, Look>();
const changesMax = 4_000;
const changes = new Map<string, string>();
const after = new Map<string, string>();

/** For tests: number of cached entries. */
export function keptStyleCount(): number {
	return looks.size + changes.size + after.size;
}

/**
 * The style after an SGR sequence.
 *
 * @param style - the style before it
 * @param parameters - the text between `ESC [` and `m`
 */
export function styleAfter(style: string, parameters: string): string {
	const key = `${style} ${parameters}`;
	const known = after.get(key);
	if (known !== undefined) {
		return known;
	}

	const next = keep(applied(lookOf(style), parameters));
	remember(after, changesMax, key, next);
	return next;
}

function keep(look: Omit<Look, 'marksBlanks'>): string {
	const { attributes, foreground, background } = look;
	const style = [...attributes, foreground, background].filter(part => part !== '').join(';');
	if (style !== '' && !looks.has(style)) {
		remember(looks, looksMax, style, {
			...look,
			marksBlanks: background !== '' || attributes.some(one => blankAttributes.has(one)),
		});
	}

	return style;
}

function applied(look: Look, parameters: string): Omit<Look, 'marksBlanks'> {
	const values = parameters.replaceAll(':', ';').split(';').map(Number);
	const attributes = new Set(look.attributes);
	let { foreground, background } = look;
	for (let index = 0; index < values.length; index++) {
		const value = values[index] ?? 0;
		if (value === 38 || value === 48) {
			const length = values[index + 1] === 5 ? 3 : 5;
			const color = values.slice(index, index + length).join(';');
			foreground = value === 38 ? color : foreground;
			background = value === 48 ? color : background;
			index += length - 1;
		} else if (value === 0) {
			attributes.clear();
			foreground = '';
			background = '';
		} else if (value >= 1 && value <= 9) {
			attributes.add(value);
		} else if (value >= 22 && value <= 29) {
			attributes.delete(value - 20);
			// 22 ends both bold and dim.
			attributes.delete(value === 22 ? 1 : value - 20);
		} else if (inRange(value, 30) || inRange(value, 90) || value === 39) {
			foreground = value === 39 ? '' : String(value);
		} else if (inRange(value, 40) || inRange(value, 100) || value === 49) {
			background = value === 49 ? '' : String(value);
		}
	}

	return { attributes: [...attributes].sort((a, b) => a - b), foreground, background };
}

/** The parsed style; parsed again when it is not cached any more. */
export function lookOf(style: string): Look {
	return style === '' ? plain : (looks.get(style) ?? readLook(style));
}

/** The shortest sequence that changes one style to another. */
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
	keep(applied(plain, style));
	return looks.get(style) ?? plain;
}

function inRange(value: number, low: number): boolean {
	return value >= low && value <= low + 7;
}

/** Clears the cache when it is full; styles in use are added again by the next frame. */
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
