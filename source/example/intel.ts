/** One row of a threat feed, with the columns of `sumo://threat/cs`. */
export interface ExampleIndicator {
	/** The address, domain or hash itself. */
	readonly threat: string;
	readonly type: 'ip_address' | 'domain' | 'hash_md5';
	/** Who is said to be behind it; empty where no one is named. */
	readonly actor: string;
	/** JSON text: `malware_families`, `last_updated` (seconds since the epoch), `labels[].name`. */
	readonly raw: string;
	readonly threatlevel: 'high' | 'medium' | 'low' | 'unverified';
}

type Row = readonly [
	threat: string,
	level: ExampleIndicator['threatlevel'],
	actor: string,
	families: readonly string[],
	labels: readonly string[],
	updatedSeconds: number,
];

// Every name and every judgement here is invented; the addresses are those kept for examples.
const rows: readonly Row[] = [
	[
		'192.0.2.66',
		'high',
		'RUSTY HERON',
		['KeyRake'],
		['ThreatType/CredentialHarvesting', 'KillChain/Actions on Objectives'],
		1_771_977_600,
	],
	[
		'192.0.2.67',
		'high',
		'RUSTY HERON',
		['KeyRake', 'CloudMoth'],
		['ThreatType/CredentialHarvesting'],
		1_771_891_200,
	],
	[
		'192.0.2.77',
		'high',
		'RUSTY HERON',
		['BucketDrip'],
		['ThreatType/DataTheft', 'KillChain/Exfiltration'],
		1_771_804_800,
	],
	[
		'203.0.113.66',
		'high',
		'PALE LYNX',
		['TinselRAT'],
		['ThreatType/RAT', 'KillChain/C2'],
		1_771_718_400,
	],
	['203.0.113.99', 'high', 'PALE LYNX', [], ['ThreatType/Criminal'], 1_771_632_000],
	[
		'192.0.2.130',
		'high',
		'COPPER WREN',
		['HashPick', 'OreCart'],
		['ThreatType/Cryptomining'],
		1_771_545_600,
	],
	[
		'192.0.2.131',
		'high',
		'COPPER WREN',
		['OreCart'],
		['ThreatType/Cryptomining', 'CSD/CSIT-24117'],
		1_771_545_600,
	],
	['192.0.2.200', 'high', '', [], ['ThreatType/Scanner'], 1_771_459_200],
	[
		'192.0.2.201',
		'high',
		'',
		['SprayCan'],
		['ThreatType/PasswordSpray', 'Status/ConfirmedActive'],
		1_771_459_200,
	],
	['192.0.2.202', 'high', '', ['SprayCan'], ['ThreatType/PasswordSpray'], 1_771_372_800],
	['192.0.2.203', 'high', '', ['SprayCan'], ['ThreatType/PasswordSpray'], 1_771_372_800],
	['2001:db8:bad::17', 'high', 'PALE LYNX', ['TinselRAT'], ['ThreatType/RAT'], 1_771_286_400],
	['2001:db8:bad::18', 'high', '', ['SprayCan'], ['ThreatType/PasswordSpray'], 1_771_286_400],
	['192.0.2.140', 'medium', 'COPPER WREN', ['OreCart'], ['ThreatType/Cryptomining'], 1_770_681_600],
	['198.18.200.9', 'medium', '', [], ['ThreatType/Scanner'], 1_770_595_200],
	['198.18.200.10', 'medium', '', [], ['ThreatType/Scanner'], 1_770_595_200],
	['198.18.201.3', 'low', '', [], ['ThreatType/Suspicious'], 1_769_990_400],
	['198.18.201.4', 'low', '', [], ['ThreatType/Proxy'], 1_769_990_400],
	['2001:db8:bad::99', 'low', '', [], ['ThreatType/Proxy'], 1_769_904_000],
	['198.18.202.77', 'unverified', '', [], ['ThreatType/Unknown'], 1_769_817_600],
	['203.0.113.210', 'unverified', 'PALE LYNX', [], [], 1_769_731_200],
];

const others: readonly ExampleIndicator[] = [
	{
		threat: 'updates.example.net',
		type: 'domain',
		actor: 'PALE LYNX',
		raw: rawText(['TinselRAT'], ['ThreatType/RAT'], 1_771_718_400),
		threatlevel: 'high',
	},
	{
		threat: 'd41d8cd98f00b204e9800998ecf8427e',
		type: 'hash_md5',
		actor: 'COPPER WREN',
		raw: rawText(['OreCart'], [], 1_771_545_600),
		threatlevel: 'medium',
	},
];

/** The example's own threat feed. The story's callers are on it. */
export const exampleIndicators: readonly ExampleIndicator[] = [
	...rows.map(([threat, threatlevel, actor, families, labels, updated]): ExampleIndicator => ({
		threat,
		type: 'ip_address',
		actor,
		raw: rawText(families, labels, updated),
		threatlevel,
	})),
	...others,
];

function rawText(
	families: readonly string[],
	labels: readonly string[],
	updatedSeconds: number,
): string {
	return JSON.stringify({
		malware_families: families,
		last_updated: updatedSeconds,
		labels: labels.map(name => ({ name })),
	});
}
