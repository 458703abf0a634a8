import { table } from './table.ts';

/** One row of a threat feed, with the columns of `sumo://threat/cs`. */
export interface ExampleIndicator {
	/** The address, domain or hash itself. */
	readonly threat: string;
	readonly type: 'ip_address' | 'domain' | 'hash_md5';
	/** The supposed actor; empty when none is named. */
	readonly actor: string;
	/** JSON text: `malware_families`, `last_updated` (seconds since the epoch), `labels[].name`. */
	readonly raw: string;
	readonly threatlevel: 'high' | 'medium' | 'low' | 'unverified';
}

const actors: Readonly<Record<string, string>> = {
	heron: 'RUSTY HERON',
	lynx: 'PALE LYNX',
	wren: 'COPPER WREN',
};

// All names and judgements are invented; the addresses are reserved for documentation.
const rows = table('type', 'threat', 'level', 'updatedSeconds', 'actor', 'families', 'labels')`
	ip_address 192.0.2.66 high 1771977600 heron KeyRake ThreatType/CredentialHarvesting,KillChain/Actions on Objectives
	ip_address 192.0.2.67 high 1771891200 heron KeyRake,CloudMoth ThreatType/CredentialHarvesting
	ip_address 192.0.2.77 high 1771804800 heron BucketDrip ThreatType/DataTheft,KillChain/Exfiltration
	ip_address 203.0.113.66 high 1771718400 lynx TinselRAT ThreatType/RAT,KillChain/C2
	ip_address 203.0.113.99 high 1771632000 lynx - ThreatType/Criminal
	ip_address 192.0.2.130 high 1771545600 wren HashPick,OreCart ThreatType/Cryptomining
	ip_address 192.0.2.131 high 1771545600 wren OreCart ThreatType/Cryptomining,CSD/CSIT-24117
	ip_address 192.0.2.200 high 1771459200 - - ThreatType/Scanner
	ip_address 192.0.2.201 high 1771459200 - SprayCan ThreatType/PasswordSpray,Status/ConfirmedActive
	ip_address 192.0.2.202 high 1771372800 - SprayCan ThreatType/PasswordSpray
	ip_address 192.0.2.203 high 1771372800 - SprayCan ThreatType/PasswordSpray
	ip_address 2001:db8:bad::17 high 1771286400 lynx TinselRAT ThreatType/RAT
	ip_address 2001:db8:bad::18 high 1771286400 - SprayCan ThreatType/PasswordSpray
	ip_address 192.0.2.140 medium 1770681600 wren OreCart ThreatType/Cryptomining
	ip_address 198.18.200.9 medium 1770595200 - - ThreatType/Scanner
	ip_address 198.18.200.10 medium 1770595200 - - ThreatType/Scanner
	ip_address 198.18.201.3 low 1769990400 - - ThreatType/Suspicious
	ip_address 198.18.201.4 low 1769990400 - - ThreatType/Proxy
	ip_address 2001:db8:bad::99 low 1769904000 - - ThreatType/Proxy
	ip_address 198.18.202.77 unverified 1769817600 - - ThreatType/Unknown
	ip_address 203.0.113.210 unverified 1769731200 lynx -
	domain updates.example.net high 1771718400 lynx TinselRAT ThreatType/RAT
	hash_md5 d41d8cd98f00b204e9800998ecf8427e medium 1771545600 wren OreCart
`;

/** The example's own threat feed, which lists the callers of the story. */
export const exampleIndicators: readonly ExampleIndicator[] = rows.map(row => ({
	threat: row.threat,
	type: row.type as ExampleIndicator['type'],
	actor: actors[row.actor] ?? '',
	raw: JSON.stringify({
		malware_families: listOf(row.families),
		last_updated: Number(row.updatedSeconds),
		labels: listOf(row.labels).map(name => ({ name })),
	}),
	threatlevel: row.level as ExampleIndicator['threatlevel'],
}));

/** Splits `a,b`; an empty text or `-` gives an empty list. */
function listOf(text: string): readonly string[] {
	return text === '' || text === '-' ? [] : text.split(',');
}
