/** One place or owner of a range of addresses. */
export interface GeoRange {
	readonly cidr: string;
	readonly latitude: number;
	readonly longitude: number;
	readonly country_code: string;
	readonly country_name: string;
	readonly city: string;
}

/** An address as its bits, most significant first; undefined for what is no address. */
function bitsOf(text: string): string | undefined {
	if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) {
		const parts = text.split('.');
		const valid = parts.every(part => Number(part) < 256 && String(Number(part)) === part);
		return valid
			? parts.map(part => Number(part).toString(2).padStart(8, '0')).join('')
			: undefined;
	}

	if (!/^[0-9a-f:]+$/i.test(text) || !text.includes(':')) {
		return undefined;
	}

	const [head = '', tail] = text.split('::');
	const front = head === '' ? [] : head.split(':');
	const back = tail === undefined || tail === '' ? [] : tail.split(':');
	const groups =
		tail === undefined
			? front
			: [...front, ...Array<string>(8 - front.length - back.length).fill('0'), ...back];
	return groups.length === 8
		? groups.map(group => Number.parseInt(group, 16).toString(2).padStart(16, '0')).join('')
		: undefined;
}

/** Whether two texts are the same address, however they are written. */
export function sameAddress(a: string, b: string): boolean {
	const bits = bitsOf(a);
	return bits !== undefined && bits === bitsOf(b);
}

export function placeOf(address: string, ranges: readonly GeoRange[]): GeoRange | undefined {
	const bits = bitsOf(address);
	return bits === undefined
		? undefined
		: ranges.find(({ cidr }) => {
				const [base = '', length = ''] = cidr.split('/');
				const own = bitsOf(base);
				return (
					own?.length === bits.length &&
					own.slice(0, Number(length)) === bits.slice(0, Number(length))
				);
			});
}
