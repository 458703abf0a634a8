const groups = /\B(?=(\d{3})+(?!\d))/g;

/** `1412` → `1,412`; `0.12345` → `0.123`. */
export function formatNumber(value: number): string {
	if (!Number.isFinite(value)) {
		return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '-∞';
	}

	if (Math.abs(value) >= 1e15) {
		return value.toExponential(2);
	}

	const rounded = Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
	const [whole = '0', fraction] = rounded.split('.');
	const grouped = rounded.includes('e') ? rounded : whole.replace(groups, ',');

	if (fraction === undefined || rounded.includes('e')) {
		return grouped;
	}

	return `${grouped}.${Math.abs(value) >= 1 ? fraction.slice(0, 2) : fraction.slice(0, 4)}`;
}

const shortUnits = ['', 'k', 'M', 'G', 'T', 'P'];

/** `12,400` → `12.4k`: at most five characters for counts below 10^15, as axes and cards need. */
export function formatShort(value: number): string {
	if (!Number.isFinite(value)) {
		return formatNumber(value);
	}

	let scaled = Math.abs(value);
	let unit = 0;

	// 999.5 would be printed as 1000, so it gets the next unit.
	while (scaled >= 999.5 && unit < shortUnits.length - 1) {
		scaled /= 1000;
		unit += 1;
	}

	const digits =
		unit === 0 ? (Number.isInteger(scaled) ? 0 : scaled < 10 ? 2 : 1) : scaled < 100 ? 1 : 0;
	const text = scaled
		.toFixed(digits)
		.replace(/(\.\d*?)0+$/, '$1')
		.replace(/\.$/, '');
	return `${value < 0 ? '-' : ''}${text}${shortUnits[unit] ?? ''}`;
}

/** A share from 0 to 1 as `42.1%`; a positive share that rounds to 0 is `<0.1%`. */
export function formatShare(share: number): string {
	if (share > 0 && share < 0.0005) {
		return '<0.1%';
	}

	return `${(share * 100).toFixed(share >= 0.9995 ? 0 : 1)}%`;
}

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** Bytes in decimal units, as for disks: `4.2 GB`. */
export function formatBytes(bytes: number): string {
	let scaled = bytes;
	let unit = 0;

	while (scaled >= 999.5 && unit < byteUnits.length - 1) {
		scaled /= 1000;
		unit += 1;
	}

	return `${unit === 0 || scaled >= 100 ? Math.round(scaled) : scaled.toFixed(1)} ${byteUnits[unit] ?? ''}`;
}

/** `1 row`, `2 rows`; the plural of the noun is formed with s. */
export function formatPlural(count: number, noun: string): string {
	return `${formatNumber(count)} ${noun}${count === 1 ? '' : 's'}`;
}
