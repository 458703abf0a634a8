export const secondMs = 1000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

const units = [
	{ name: 'd', ms: dayMs },
	{ name: 'h', ms: hourMs },
	{ name: 'm', ms: minuteMs },
	{ name: 's', ms: secondMs },
] as const;

/** A duration in its two largest units: `4m12s`, `2h`, `3d4h`, `850ms`. */
export function formatDuration(durationMs: number): string {
	if (durationMs < 0) {
		return `-${formatDuration(-durationMs)}`;
	}

	if (durationMs < secondMs) {
		return `${Math.round(durationMs)}ms`;
	}

	let left = Math.round(durationMs / secondMs) * secondMs;
	const parts: string[] = [];

	for (const unit of units) {
		const count = Math.floor(left / unit.ms);

		if (count > 0) {
			parts.push(`${count}${unit.name}`);
			left -= count * unit.ms;
		} else if (parts.length > 0) {
			break;
		}

		if (parts.length === 2) {
			break;
		}
	}

	return parts.join('');
}

/** Prints hours up to two days, because people say 24h rather than 1d. */
export function lengthLabel(lengthMs: number): string {
	return lengthMs % hourMs === 0 && lengthMs < 2 * dayMs
		? `${lengthMs / hourMs}h`
		: formatDuration(lengthMs);
}

/** Ms of the units in which people write lengths of time. */
export const unitMs = {
	ms: 1,
	s: secondMs,
	m: minuteMs,
	h: hourMs,
	d: dayMs,
	w: 7 * dayMs,
} as const;

/** The same by a text that may be none of them: then NaN. */
export function msOfUnit(unit: string | undefined): number {
	return new Map<string | undefined, number>(Object.entries(unitMs)).get(unit) ?? NaN;
}

/** `15m` → 900,000 ms; undefined when the text is not a duration. Accepts one unit. */
export function parseDuration(text: string): number | undefined {
	const match = /^(\d+(?:\.\d+)?)\s*(ms|[smhdw])$/.exec(text.trim());
	return match === null ? undefined : Number(match[1]) * msOfUnit(match[2]);
}
