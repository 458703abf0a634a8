import { organisationId } from './organisation.ts';
import { timeText } from './record.ts';

/** One folder of objects: a trail's records of an account in a region. */
export interface Series {
	/** The organisation's trail, or the account's own into the same bucket. */
	readonly trail: 'organisation' | 'account';
	readonly accountIndex: number;
	readonly regionIndex: number;
	readonly folder: 'CloudTrail' | 'CloudTrail-Digest' | 'CloudTrail-Insight';
	readonly accountId: string;
	readonly region: string;
	/** Everything before the day, with the final slash. */
	readonly prefix: string;
}

export function seriesOf(
	trail: Series['trail'],
	folder: Series['folder'],
	account: { readonly index: number; readonly id: string },
	region: { readonly index: number; readonly name: string },
): Series {
	const root = trail === 'organisation' ? `AWSLogs/${organisationId}/` : 'AWSLogs/';
	return {
		trail,
		folder,
		accountIndex: account.index,
		regionIndex: region.index,
		accountId: account.id,
		region: region.name,
		prefix: `${root}${account.id}/${folder}/${region.name}/`,
	};
}

/** `20260301T1205Z` */
function stampText(timeMs: number): string {
	const text = timeText(timeMs);
	return `${text.slice(0, 4)}${text.slice(5, 7)}${text.slice(8, 13)}${text.slice(14, 16)}Z`;
}

/** `2026/03/01/` */
export function dayPath(timeMs: number): string {
	const text = timeText(timeMs);
	return `${text.slice(0, 4)}/${text.slice(5, 7)}/${text.slice(8, 10)}/`;
}

export function objectKey(series: Series, stampMs: number, suffix: string): string {
	const day = `${series.prefix}${dayPath(stampMs)}`;

	if (series.folder === 'CloudTrail-Digest') {
		const seconds = timeText(stampMs).slice(17, 19);
		const stamp = stampText(stampMs).replace('Z', `${seconds}Z`);
		return `${day}${series.accountId}_CloudTrail-Digest_${series.region}_org-trail_us-east-1_${stamp}.json.gz`;
	}

	return `${day}${series.accountId}_${series.folder}_${series.region}_${stampText(stampMs)}_${suffix}.json.gz`;
}

const inKey = /_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)?Z/;

/** The time in an object's name, in ms; undefined where there is none. */
export function stampOf(key: string): number | undefined {
	const found = inKey.exec(key);
	return found === null
		? undefined
		: Date.UTC(
				Number(found[1]),
				Number(found[2]) - 1,
				Number(found[3]),
				Number(found[4]),
				Number(found[5]),
				Number(found[6] ?? 0),
			);
}
