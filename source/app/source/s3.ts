import { s3AccessOf, s3Settings } from '../../ingest/s3-settings.ts';
import type { S3Access, S3Settings } from '../../ingest/s3-settings.ts';
import { sourceCategoryDefault } from '../../config/source-category.ts';
import type { Arguments } from '../arguments.ts';
import { UsageError } from '../arguments.ts';
import { looksLikeBucket, readBucketAddress } from './bucket-address.ts';
import { sinceEverything } from './source-kind.ts';
import type { ConfiguredSource, Questions, SourceKind } from './source-kind.ts';

/** A bucket, or one prefix of a bucket. */
export interface S3Spec extends S3Access {
	readonly kind: 's3';
}

const scheme = 's3://';
export const profileQuestion = 'Profile of ~/.aws/config (empty: none)';

const configured: ConfiguredSource<S3Spec, S3Settings> = {
	schema: s3Settings,
	owns: settings => 'bucket' in settings,
	specOf,
	titleOf: ({ bucket, prefix = '' }) => titleOf(bucket, prefix),
	// A bare word is a bucket; a text with a slash, or with a dot at its start, is a path.
	answers: text => looksLikeBucket(text) || /^(?![./~])[^/]*$/.test(text),
	ask: (text, { args }, questions) => askSettings(text, args, questions),
	withPrefix: (settings, prefix) =>
		settings.prefix === undefined && prefix !== '' ? { ...settings, prefix } : settings,
};

export const s3Kind: SourceKind<S3Spec, S3Settings> = {
	kind: 's3',
	recognises: looksLikeBucket,
	parse(from, { args }) {
		const { bucket, prefix, region } = readBucketAddress(from);
		const { endpoint } = args.strings;
		if (
			bucket.startsWith('arn:') &&
			/^https?:\/\/(?:[\d.]+|\[.*\])(?::|\/|$)/.test(endpoint ?? '')
		) {
			throw new UsageError(
				`an access point is part of the host name, so --endpoint needs a name and no address; found "${endpoint}"`,
			);
		}

		return specOf({
			bucket,
			prefix,
			region: regionOf(args) ?? region,
			profile: args.strings['profile'],
			...endpointOf(args),
		});
	},
	takesRegion: true,
	configured,
	async open(spec) {
		const { S3Source } = await import('../../ingest/s3-source.ts');
		return new S3Source(spec);
	},
	environmentName: 'from',
	sourceCategory: sourceCategoryDefault,
	sourceNameOf: ({ bucket }) => bucket,
	sourceHostOf: ({ bucket }) => bucket,
	titleOf: ({ bucket, prefix }) => titleOf(bucket, prefix),
	since: sinceEverything,
	bringsIntel: false,
	isPaid: true,
	limitsOf: ({ accounts, regions }) => ({
		...(accounts && { accounts }),
		...(regions && { regions }),
	}),
	bucketOf: ({ bucket, prefix, region }) => ({
		bucket,
		prefix: prefix === '' ? '' : `${prefix}/`,
		region,
	}),
	queueOf: spec => (spec.queueUrl === undefined ? undefined : { url: spec.queueUrl, access: spec }),
	trailsOf: spec => ({ access: spec, bucket: spec.bucket }),
	lacks: [],
	reachMs: undefined,
};

function specOf(settings: S3Settings): S3Spec {
	return { kind: 's3', ...s3AccessOf(settings) };
}

function titleOf(bucket: string, prefix: string): string {
	return `${scheme}${bucket}${prefix === '' ? '' : `/${prefix}`}`;
}

function regionOf(args: Arguments): string | undefined {
	return args.strings['bucket-region'] ?? args.lists['region']?.[0];
}

function endpointOf({ strings, switches }: Arguments) {
	const { endpoint } = strings;
	return {
		endpoint,
		path_style: switches['path-style'] === true || endpoint !== undefined || undefined,
		requester_pays: switches['requester-pays'] === true || undefined,
	};
}

/** @throws UsageError */
async function askSettings(
	text: string,
	args: Arguments,
	questions: Questions,
): Promise<S3Settings> {
	const {
		bucket,
		prefix: below,
		region,
	} = readBucketAddress(looksLikeBucket(text) ? text : `${scheme}${text}`);
	if (!bucket.startsWith('arn:') && !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) {
		throw new UsageError(
			`"${bucket}" is no name of a bucket: 3 to 63 small letters, digits, - or .`,
		);
	}

	const profile = await questions.get('profile', profileQuestion, '');
	const roleArn = await questions.get(
		'role-arn',
		'Role to assume, its ARN (empty: none)',
		'',
		answer =>
			answer === '' || answer.startsWith('arn:') ? undefined : 'a role’s ARN begins with arn:',
	);
	const externalId =
		roleArn === '' ? '' : await questions.get('external-id', 'External ID (empty: none)', '');
	const prefix =
		below === '' || args.strings['prefix'] !== undefined
			? await questions.get('prefix', 'What stands before AWSLogs/ (empty: look for it)', '')
			: below;
	const settings: S3Settings = {
		bucket,
		prefix: prefix.replace(/^\/+|\/+$/g, ''),
		region: regionOf(args) ?? region,
		profile,
		role_arn: roleArn,
		external_id: externalId,
		...endpointOf(args),
	};
	// Settings that were left empty are not written to the file.
	return Object.fromEntries(
		Object.entries(settings).filter(([, value]) => value !== undefined && value !== ''),
	) as S3Settings;
}
