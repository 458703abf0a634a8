import { organisationId } from './organisation.ts';
import type { ExampleAccount, ExampleRegion } from './organisation.ts';
import { timeText } from './record.ts';

/** One folder of objects: the records of one trail for an account and region. */
export interface Series {
	/** The organisation's trail, or the account's own trail in the same bucket. */
	readonly trail: 'organisation' | 'account';
	readonly folder: 'CloudTrail' | 'CloudTrail-Digest' | 'CloudTrail-Insight';
	readonly account: ExampleAccount;
	readonly region: ExampleRegion;
	/** Everything before the day, with the final slash. */
	readonly prefix: string;
}

export function seriesOf(
	trail: Series['trail'],
	folder: Series['folder'],
	account: ExampleAccount,
	region: ExampleRegion,
): Series {
	const root = trail === 'organisation' ? `AWSLogs/${organisationId}/` : 'AWSLogs/';
	const prefix = `${root}${account.id}/${folder}/${region.name}/`;
	return { trail, folder, account, region, prefix };
}

/** `2026/03/01/` */
export function dayPath(timeMs: number): string {
	return `${timeText(timeMs).slice(0, 10).replaceAll('-', '/')}/`;
}

export function objectKey(series: Series, stampMs: number, suffix: string): string {
	const { account, folder, region, prefix } = series;
	const start = `${prefix}${dayPath(stampMs)}${account.id}_${folder}_${region.name}_`;
	// `20260301T120500`
	const stamp = timeText(stampMs).replaceAll(/[-:Z]/g, '');
	return folder === 'CloudTrail-Digest'
		? `${start}org-trail_us-east-1_${stamp}Z.json.gz`
		: `${start}${stamp.slice(0, -2)}Z_${suffix}.json.gz`;
}

const inKey = /_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)?Z/;

/** The time in an object's name, in ms; undefined where there is none. */
export function stampOf(key: string): number | undefined {
	const [, year, month, day, hour, minute, second = '00'] = inKey.exec(key) ?? [];
	return year === undefined
		? undefined
		: Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
