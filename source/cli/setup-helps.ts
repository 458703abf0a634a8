import type { CommandHelp } from './help.ts';

/** Help texts of the commands for setup, explanation, export and verification. */
export const setupHelps: readonly CommandHelp[] = [
	{
		name: 'export',
		syntax: "export 'SEARCH'",
		summary: 'the records behind a search, as they were delivered, oldest first',
		details: [
			'--format ndjson (unless given), json or csv. Nothing is ever overwritten.',
			'--bundle DIR makes a folder of evidence: records.ndjson, index.ndjson (identity, object and',
			'SHA-256 of each record), objects.ndjson, manifest.json and SHA256SUMS.',
			'Exit code 0 with records, 1 without, 2 for a fault in the search, 3 for an error, 4 when',
			'not everything was read: stderr says what.',
		],
		examples: [
			"trailtop export 'eventName=ConsoleLogin' --since 7d --out logins.ndjson",
			"trailtop export 'userIdentity.userName=ada' --bundle ./evidence",
			"trailtop export 'errorCode=*' --format csv --fields eventTime,eventName,errorCode",
		],
	},
	{
		name: 'why',
		syntax: 'why KEY | EVENTID',
		summary: 'what became of an object; where an event is, or why it may be missing',
		details: [
			'--since and --until say when a missing event should have happened. Exit code 0 when it is',
			'in the store, 1 when it is not.',
		],
		examples: [
			'trailtop why 111122223333_CloudTrail_us-east-1_20260301T1205Z_AbCdEfGhIjKlMnOp.json.gz',
			'trailtop why 6c4cba3f-3d9e-4b1b-8a7b-1f0e2d3c4b5a --env prod',
		],
	},
	{
		name: 'damaged',
		syntax: 'damaged [list | show KEY | retry]',
		summary: 'objects that could not be read whole: which, why, their bytes; try them again',
		details: [
			'list names every object that was not read whole or is of another kind, the worst first; it',
			'needs only a store, or --from SOURCE alone. show fetches the object and prints the bytes',
			'around each piece that was left out. retry fetches the damaged ones once more and needs the',
			'store for itself.',
			'--format text (unless given) or json. Exit code 0 with damaged objects, 1 without; after',
			'retry 0 when all are whole, 1 when some are not.',
		],
		examples: ['trailtop damaged --env prod', 'trailtop damaged retry --env prod'],
	},
	{
		name: 'verify',
		syntax: 'verify --keys FILE',
		summary: 'hold the trail against its signed digests: deleted, changed, planted, left out',
		details: [
			'The keys are public: in each region run `aws cloudtrail list-public-keys --start-time …',
			'--end-time … > keys.json`; --keys may be given again. --format text (unless given) or json.',
			'Exit code 0 when all is proven, 1 when nothing is wrong but not all is proven, 3 when',
			'something was done to the trail.',
		],
		examples: ['trailtop verify --env prod --keys keys.json --since 7d'],
	},
	{
		name: 'init',
		syntax: 'init',
		summary: 'set up an environment: ask, try each call once, and write the configuration',
		details: [
			'It asks CloudTrail which trails log the account of the profile and offers them; a bucket or a',
			'folder can be named instead.',
			'With --yes it asks nothing: --name, --bucket or --from, --prefix, --region, --profile,',
			'--role-arn, --external-id, --since. It keeps what the file says besides, and its comments;',
			'it never writes a secret.',
		],
		examples: [
			'trailtop init',
			'trailtop init --yes --name prod --bucket my-trail --profile audit --region eu-west-1',
		],
	},
	{
		name: 'doctor',
		syntax: 'doctor',
		summary: 'try what is needed of source, store and terminal, and say what is missing',
		details: [
			'CloudTrail is asked what the trail does not log, too.',
			'--format text (unless given) or json. Exit code 0 when nothing failed, 3 otherwise.',
		],
		examples: ['trailtop doctor --env prod', 'trailtop doctor --from s3://my-bucket/prefix'],
	},
	{
		name: 'template',
		syntax: 'template cloudformation | terraform',
		summary:
			'print what makes a role that can read one trail, ask CloudTrail about it, and nothing else',
		details: [
			'--format yaml (unless given) or json for CloudFormation; for Terraform hcl. What is given',
			'becomes the defaults of parameters or variables. What a template must not do for you',
			'stands above it, as comments.',
		],
		examples: [
			'trailtop template cloudformation --bucket my-trail --principal 111122223333 > role.yaml',
			'trailtop template terraform --bucket my-trail --principal 111122223333 --queue create \\',
			'    --notify sns --topic arn:aws:sns:us-east-1:111122223333:trail > role.tf',
		],
	},
];
