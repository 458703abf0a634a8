/** A log of lines that are no JSON, by what its first line looks like. */
interface LineFormat {
	/** Words after "it". */
	readonly reason: string;
	readonly kind: 'foreign' | 'unsupported';
	readonly pattern: RegExp;
}

/** Bytes of the first line that are looked at. */
const lineBytesMax = 4096;

const lineFormats: readonly LineFormat[] = [
	{
		reason: 'is a VPC flow log, which holds no CloudTrail records',
		kind: 'foreign',
		pattern: /^(?:[2-9] (?:\d{12}|unknown) eni-|(?:version )?(?:account-id|vpc-id) [a-z-]+ )/,
	},
	{
		reason: 'is an access log of a load balancer, which holds no CloudTrail records',
		kind: 'foreign',
		pattern:
			/^(?:(?:https?|h2|grpcs|wss?|tls) (?:\d\.\d )?\d{4}-\d\d-\d\dT[\d:.]+Z? \S+ |\d{4}-\d\d-\d\dT[\d:.]+Z [\w-]+ [\d.:a-f]+:\d+ [\d.:a-f-]+ )/,
	},
	{
		reason: 'is an access log of S3, which holds no CloudTrail records',
		kind: 'foreign',
		pattern: /^[0-9a-f]{64} \S+ \[\d\d\/[A-Za-z]{3}\/\d{4}:/,
	},
	{
		reason: 'is an access log of a web server or CloudFront, which holds no CloudTrail records',
		kind: 'foreign',
		pattern: /^(?:#Version: 1\.0|\S+ \S+ \S+ \[\d\d\/[A-Za-z]{3}\/\d{4}:)/,
	},
	{
		reason: 'is the test file of an export of CloudWatch Logs, which holds no records',
		kind: 'foreign',
		pattern: /^Permission Check Successful/,
	},
	{
		reason:
			'is a CSV file, such as a result of CloudTrail Lake or Athena; export the events as JSON, or read the logs of the trail in S3',
		kind: 'unsupported',
		pattern: /^(?:"[\w@. -]+"|[A-Za-z_@][\w@. -]*)(?:[,;\t](?:"[\w@. -]*"|[\w@. -]*))+$/,
	},
];

/** Says what a text without JSON is, by its first line; undefined when it looks like nothing known. */
export function knownLines(bytes: Uint8Array): Pick<LineFormat, 'kind' | 'reason'> | undefined {
	const start = Buffer.from(bytes.subarray(0, lineBytesMax)).toString('utf8');
	const line = start
		.replace(/^\ufeff/, '')
		.trimStart()
		.split(/\r?\n/, 1)[0]!
		.trimEnd();
	return lineFormats.find(({ pattern }) => pattern.test(line));
}
