import { sourceCategoryDefault } from '../../config/source-category.ts';
import { lookupAccessOf, lookupSettings } from '../../ingest/trail-api/lookup-settings.ts';
import type { Flaw } from '../../ingest/trail-api/flaws.ts';
import { historyMs } from '../../ingest/trail-api/windows.ts';
import type { LookupAccess, LookupSettings } from '../../ingest/trail-api/lookup-settings.ts';
import { isRegionName } from '../../ingest/trail-api/regions.ts';
import { UsageError } from '../arguments.ts';
import type { Arguments } from '../arguments.ts';
import { profileQuestion } from './s3.ts';
import type { ConfiguredSource, Questions, SourceKind } from './source-kind.ts';

/** The event history of one account. */
export interface LookupSpec extends LookupAccess {
	readonly kind: 'lookup';
}

const word = 'lookup';
const title = 'the event history of CloudTrail';

const lacks: readonly Flaw[] = [
	{
		id: 'history',
		name: 'history',
		state: 'odd',
		found:
			'the event history is of one account, and has no data events, Insights or network activity',
		next: 'read the bucket of a trail, with --from s3://bucket',
	},
	{
		id: 'reach',
		name: 'reach',
		state: 'odd',
		found: 'the event history has the last 90 days; it is no evidence, because nothing signs it',
	},
];

const configured: ConfiguredSource<LookupSpec, LookupSettings> = {
	schema: lookupSettings,
	owns: settings => 'lookup' in settings,
	specOf,
	titleOf: () => title,
	answers: text => text === word,
	ask: (_, { args }, questions) => askSettings(args, questions),
	withPrefix: settings => settings,
};

export const lookupKind: SourceKind<LookupSpec, LookupSettings> = {
	kind: 'lookup',
	recognises: from => from === word,
	parse: (_, { args }) => specOf(settingsOf(args, args.strings['profile'] ?? '')),
	// Only the regions that are named are looked up, so there is nothing else to show.
	takesRegion: true,
	configured,
	async open(spec) {
		const { LookupSource } = await import('../../ingest/trail-api/lookup-source.ts');
		return new LookupSource(spec);
	},
	environmentName: word,
	sourceCategory: sourceCategoryDefault,
	sourceNameOf: () => word,
	sourceHostOf: () => 'cloudtrail',
	titleOf: () => title,
	since: '24h',
	bringsIntel: false,
	isPaid: false,
	limitsOf: ({ regions }) => (regions ? { regions } : {}),
	bucketOf: () => undefined,
	queueOf: () => undefined,
	trailsOf: () => undefined,
	lacks,
	reachMs: historyMs,
};

function specOf(settings: LookupSettings): LookupSpec {
	return { kind: 'lookup', ...lookupAccessOf(settings) };
}

/** @throws UsageError */
function settingsOf({ strings, lists }: Arguments, profile: string): LookupSettings {
	const regions = lists['region'] ?? [];
	const odd = regions.find(region => !isRegionName(region));
	if (odd !== undefined) {
		throw new UsageError(`--region of --from lookup is the name of a region; found "${odd}"`);
	}

	const { endpoint, 'role-arn': roleArn = '', 'external-id': externalId = '' } = strings;
	return {
		lookup: true,
		...(regions.length > 0 && { regions: [...regions] }),
		...(profile !== '' && { profile }),
		...(roleArn !== '' && { role_arn: roleArn }),
		...(externalId !== '' && { external_id: externalId }),
		...(endpoint !== undefined && { endpoint }),
	};
}

async function askSettings(args: Arguments, questions: Questions): Promise<LookupSettings> {
	return settingsOf(args, await questions.get('profile', profileQuestion, ''));
}
