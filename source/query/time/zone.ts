const dayMs = 86_400_000;
const quarterMs = 900_000;
/** Cached zones, and cached offsets per zone. */
const zonesMax = 32;
const offsetsMax = 8_192;

const fixedOffset = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?$/;
const utcNames = new Set(['UTC', 'GMT', 'Z', 'ETC/UTC', 'ETC/GMT']);

/** One time zone's offsets. Pure: the same instant always has the same offset. */
export interface Zone {
	/** Ms to add to an instant to get the zone's wall clock time. */
	offsetAt(ms: number): number;
	/** `CET` or `Central European Standard Time`. */
	nameAt(ms: number, style: 'short' | 'long'): string;
}

const zones = new Map<string, Zone>();

/** The zone of an IANA name, `UTC`, or a fixed offset such as `+02:00`; undefined when unknown. */
export function zoneOf(name: string): Zone | undefined {
	const known = zones.get(name);

	if (known) {
		return known;
	}

	const zone = makeZone(name);

	if (zone) {
		if (zones.size >= zonesMax) {
			zones.clear();
		}

		zones.set(name, zone);
	}

	return zone;
}

/** Ms to add to an instant to get the wall clock; an unknown zone counts as UTC. */
export function offsetAt(ms: number, timeZone: string): number {
	return zoneOf(timeZone)?.offsetAt(ms) ?? 0;
}

/**
 * The instant at which a zone's wall clock shows `localMs`. Of two instants, the earlier one; for a
 * time that the clock skips, the offset before the gap is used.
 */
export function instantOf(localMs: number, timeZone: string): number {
	const before = localMs - offsetAt(localMs - dayMs, timeZone);
	const after = localMs - offsetAt(localMs + dayMs, timeZone);
	return before + offsetAt(before, timeZone) === localMs
		? before
		: after + offsetAt(after, timeZone) === localMs
			? after
			: before;
}

function makeZone(name: string): Zone | undefined {
	if (utcNames.has(name.toUpperCase())) {
		return fixedZone(0, 'UTC');
	}

	const fixed = fixedOffset.exec(name);

	if (fixed) {
		const minutes = Number(fixed[2]) * 60 + Number(fixed[3] ?? 0);
		return fixedZone((fixed[1] === '-' ? -minutes : minutes) * 60_000, name);
	}

	try {
		return new NamedZone(name);
	} catch {
		return undefined;
	}
}

function fixedZone(offsetMs: number, name: string): Zone {
	return { offsetAt: () => offsetMs, nameAt: () => name };
}

class NamedZone implements Zone {
	readonly #name: string;
	readonly #clock: Intl.DateTimeFormat;
	readonly #offsets = new Map<number, number>();

	/** @throws RangeError when the runtime does not know the zone */
	constructor(name: string) {
		this.#name = name;
		this.#clock = new Intl.DateTimeFormat('en-US', {
			timeZone: name,
			hourCycle: 'h23',
			year: 'numeric',
			month: 'numeric',
			day: 'numeric',
			hour: 'numeric',
			minute: 'numeric',
			second: 'numeric',
		});
	}

	offsetAt(ms: number): number {
		if (!Number.isFinite(ms) || Math.abs(ms) > 8.64e15 - dayMs) {
			return 0;
		}

		// A day with the same offset at its start and end has no other. On other days, offsets are
		// computed per quarter of an hour, because clocks only change at those.
		const day = Math.floor(ms / dayMs);
		const start = this.#readOffset(day * dayMs);
		return start === this.#readOffset((day + 1) * dayMs)
			? start
			: this.#readOffset(Math.floor(ms / quarterMs) * quarterMs);
	}

	nameAt(ms: number, style: 'short' | 'long'): string {
		const formatter = new Intl.DateTimeFormat('en-US', {
			timeZone: this.#name,
			timeZoneName: style,
		});
		const part = formatter.formatToParts(ms).find(({ type }) => type === 'timeZoneName');
		return part?.value ?? this.#name;
	}

	#readOffset(ms: number): number {
		const known = this.#offsets.get(ms);

		if (known !== undefined) {
			return known;
		}

		const offset = this.#computeOffset(ms);

		if (this.#offsets.size >= offsetsMax) {
			this.#offsets.clear();
		}

		this.#offsets.set(ms, offset);
		return offset;
	}

	#computeOffset(ms: number): number {
		const parts = new Map(
			this.#clock.formatToParts(ms).map(({ type, value }) => [type, Number(value)]),
		);
		const local = Date.UTC(
			parts.get('year') ?? 0,
			(parts.get('month') ?? 1) - 1,
			parts.get('day') ?? 1,
			parts.get('hour') ?? 0,
			parts.get('minute') ?? 0,
			parts.get('second') ?? 0,
		);
		return local - Math.floor(ms / 1000) * 1000;
	}
}
