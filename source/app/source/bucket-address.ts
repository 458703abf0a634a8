import { UsageError } from '../arguments.ts';

export interface BucketAddress {
	/** The name or alias of a bucket or access point, or an access point's ARN. */
	readonly bucket: string;
	/** Without a slash at its ends. */
	readonly prefix: string;
	/** Of an access point; undefined: the address does not say it. */
	readonly region: string | undefined;
}

const scheme = 's3://';
const accessPoint =
	/^(arn:aws[a-z-]*:s3:([a-z0-9-]+):\d{12}:accesspoint[/:][a-z0-9-]+)(?:\/(.*))?$/s;

/** Whether a text is meant as the address of a bucket, if not in the right form. */
export function looksLikeBucket(text: string): boolean {
	return /^(?:s3|https?):\/\/|^arn:aws/i.test(text);
}

/**
 * Reads `s3://bucket/prefix` and `s3://arn:aws:s3:…:accesspoint/name/prefix`.
 *
 * @throws UsageError that names the right form of any other address of a bucket
 */
export function readBucketAddress(text: string): BucketAddress {
	if (!text.startsWith(scheme)) {
		throw new UsageError(`--from takes s3://bucket/prefix; ${rightForm(text)}; found "${text}"`);
	}

	const rest = text.slice(scheme.length);
	if (rest.startsWith('arn:')) {
		const [, bucket, region, prefix = ''] = accessPoint.exec(rest) ?? [];
		if (bucket === undefined) {
			throw new UsageError(
				`--from s3://arn:… takes the ARN of an access point, arn:aws:s3:REGION:ACCOUNT:accesspoint/NAME; ${rightForm(rest)}; found "${text}"`,
			);
		}

		return { bucket, prefix: trimmed(prefix), region };
	}

	const [bucket = '', ...parts] = rest.split('/');
	if (bucket === '') {
		throw new UsageError(`--from s3:// needs a bucket: s3://my-bucket/prefix; found "${text}"`);
	}

	return { bucket, prefix: parts.join('/').replace(/\/+$/, ''), region: undefined };
}

function rightForm(text: string): string {
	const found = /^arn:/i.test(text)
		? ofArn(text)
		: /^s3:/i.test(text)
			? ofScheme(text)
			: ofUrl(text);
	if (found === undefined) {
		return 'for another server than Amazon’s add --endpoint URL';
	}

	const { bucket, prefix, region } = found;
	const below = trimmed(prefix);
	const flag = region === undefined ? '' : ` --bucket-region ${region}`;
	return `write --from ${scheme}${bucket}${below === '' ? '' : `/${below}`}${flag}`;
}

function ofScheme(text: string): BucketAddress {
	const [bucket = '', ...parts] = text.slice(scheme.length).split('/');
	return { bucket, prefix: parts.join('/'), region: undefined };
}

function ofArn(text: string): BucketAddress | undefined {
	if (accessPoint.test(text)) {
		return { bucket: text, prefix: '', region: undefined };
	}

	const [, bucket, prefix = ''] = /^arn:aws[a-z-]*:s3:::([^/]+)(?:\/(.*))?$/s.exec(text) ?? [];
	return bucket === undefined
		? undefined
		: { bucket, prefix: prefix.replace(/\*$/, ''), region: undefined };
}

/** Of the forms that browsers and tools show: bucket in the host or the path, or the console. */
function ofUrl(text: string): BucketAddress | undefined {
	if (!URL.canParse(text)) {
		return undefined;
	}

	const url = new URL(text);
	const path = decoded(url.pathname.slice(1));
	if (
		/(?:^|\.)console\.(?:aws\.amazon|amazonaws-us-gov|amazonaws)\.com(?:\.cn)?$/.test(url.hostname)
	) {
		const [, bucket, below = ''] = /^s3\/(?:buckets|object)\/([^/]+)\/?(.*)$/s.exec(path) ?? [];
		const prefix = url.searchParams.get('prefix') ?? below;
		const region = url.searchParams.get('region') ?? undefined;
		return bucket === undefined ? undefined : { bucket, prefix, region };
	}

	const host =
		/^(?:(.+)\.)?s3(?:[.-](?:dualstack\.)?([a-z]+(?:-[a-z0-9]+)+))?\.amazonaws\.com(?:\.cn)?$/;
	const match = host.exec(url.hostname);
	if (!match) {
		return undefined;
	}

	const [, name, region] = match;
	const [first = '', ...rest] = path.split('/');
	const bucket = name ?? first;
	return bucket === ''
		? undefined
		: { bucket, prefix: name === undefined ? rest.join('/') : path, region };
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

function trimmed(prefix: string): string {
	return prefix.replace(/^\/+|\/+$/g, '');
}
