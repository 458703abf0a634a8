import type { CommandHelp } from './help.ts';

/** The words of the commands that set up, explain, hand over and verify. */
export const setupHelps: readonly CommandHelp[] = [
	{
		name: 'init',
		syntax: 'init',
		summary: 'set up an environment: ask, try each call once, and write the configuration',
		details: [
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
			'--format text (unless given) or json. Exit code 0 when nothing failed, 3 otherwise.',
		],
		examples: ['trailtop doctor --env prod', 'trailtop doctor --from s3://my-bucket/prefix'],
	},
	{
		name: 'template',
		syntax: 'template cloudformation | terraform',
		summary: 'print what makes a role that can read one trail and nothing else',
		details: [
			'--format yaml (unless given) or json for CloudFormation, hcl (unless given) or json for',
			'Terraform. What a template must not do for you stands above it, as comments.',
		],
		examples: [
			'trailtop template cloudformation --bucket my-trail --principal 111122223333 > role.yaml',
			'trailtop template terraform --bucket my-trail --principal 111122223333 --queue create \\',
			'    --notify sns --topic arn:aws:sns:us-east-1:111122223333:trail > role.tf',
		],
	},
];
