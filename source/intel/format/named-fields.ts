import type { IndicatorType, Judgement } from '../indicator.ts';
import type { IndicatorList } from '../indicator-list.ts';
import { confidenceOfWord } from '../level.ts';
import { readMoment } from './when.ts';
import { readReferenceRaw } from './reference-raw.ts';

/** The meaning of a column or key. */
export type Meaning = keyof typeof spellings;

/** How feeds spell each meaning: lower case, only letters and digits. */
const spellings = {
	indicator: [
		...['indicator', 'value', 'ip', 'ipaddress', 'ipaddr', 'dstip', 'srcip', 'sourceip', 'address'],
		...['cidr', 'network', 'netblock', 'prefix', 'range', 'iprange', 'subnet', 'ioc', 'iocvalue'],
		...['observable', 'threat'],
	],
	type: ['type', 'ioctype', 'indicatortype', 'observabletype'],
	asn: ['asn', 'as', 'asnumber'],
	domain: ['domain', 'host', 'hostname', 'fqdn'],
	confidence: ['confidence', 'confidencelevel', 'score', 'confidencescore'],
	'list-count': ['count', 'listcount', 'lists', 'numberoflists', 'numberofblacklists'],
	level: ['threatlevel', 'maliciousconfidence', 'level', 'severity'],
	status: ['c2status', 'status'],
	'threat-type': ['threattype', 'threatcategory', 'category'],
	labels: ['labels', 'label', 'tags', 'tag'],
	actors: ['actors', 'actor', 'threatactor', 'threatactors'],
	malware: ['malware', 'malwarefamily', 'malwarefamilies', 'malwareprintable', 'family'],
	'kill-chain': ['killchain', 'killchains', 'killchainphases'],
	id: ['id', 'sblid', 'uuid'],
	reference: ['reference', 'referenceurl', 'link'],
	'valid-from': ['validfrom', 'firstseen', 'firstseenutc', 'publisheddate'],
	'valid-until': ['validuntil', 'expires', 'expiration', 'expirationdate'],
	updated: ['updated', 'modified', 'lastupdated', 'lastseen', 'lastseenutc', 'lastonline'],
	raw: ['raw'],
} satisfies Readonly<Record<string, readonly string[]>>;

const meanings = new Map(
	Object.entries(spellings).flatMap(([meaning, words]) =>
		words.map(word => [word, meaning as Meaning] as const),
	),
);

export function meaningOf(name: string): Meaning | undefined {
	return meanings.get(name.toLowerCase().replaceAll(/[^a-z0-9]/g, ''));
}

/** Confidence from the number of lists that name an address: more lists mean more. */
export function confidenceOfCount(count: number): number {
	return [15, 15, 30, 50, 65][Math.max(0, Math.floor(count))] ?? 85;
}

export type Fields = Partial<Readonly<Record<Meaning, unknown>>>;

/**
 * The fields of an object by their meaning. Of two fields with the same meaning, the first counts.
 */
export function fieldsOf(entries: Iterable<readonly [name: string, value: unknown]>): Fields {
	const fields: Partial<Record<Meaning, unknown>> = {};
	for (const [name, value] of entries) {
		const meaning = meaningOf(name);
		if (meaning !== undefined && value !== '' && value !== null && value !== undefined) {
			fields[meaning] ??= value;
		}
	}

	return fields;
}

/**
 * Adds the indicator of a row or an object.
 *
 * @returns why it could not, or undefined
 */
export function addFields(
	fields: Fields,
	defaults: Judgement,
	list: IndicatorList,
): string | undefined {
	const raw = fields.raw === undefined ? {} : readReferenceRaw(fields.raw);
	const about = list.share({
		...defaults,
		...raw,
		confidence: confidenceOf(fields) ?? defaults.confidence,
		...defined({
			threatType: text(fields['threat-type']),
			labels: texts(fields.labels),
			actors: texts(fields.actors),
			malware: texts(fields.malware),
			killChain: texts(fields['kill-chain']),
			id: text(fields.id),
			reference: text(fields.reference),
			validFromMs: readMoment(fields['valid-from']),
			validUntilMs: readMoment(fields['valid-until']),
			updatedMs: readMoment(fields.updated),
		}),
	});
	const asn = text(fields.asn)?.replace(/^AS/i, '');
	// A row about a network may also name a domain; the network is the indicator.
	const given = text(fields.indicator) ?? (asn === undefined ? text(fields.domain) : `AS${asn}`);
	if (given === undefined) {
		return 'no indicator in it';
	}

	const type = plainType(text(fields.type));
	if (type === undefined || type === 'ip_address' || type === 'domain' || type === 'asn') {
		// An address is recognised whatever its type says; in `ip:port` only the address is used.
		const bare = /^(\d+\.\d+\.\d+\.\d+)(?::\d+|\|\d+)$/.exec(given)?.[1] ?? given;
		return list.addText(bare, about) ? undefined : 'no address, block or domain';
	}

	list.add(type, given, about);
	return undefined;
}

/** Names of each type in STIX, MISP and the reference product: lower case, with dashes. */
const typeNames: Readonly<Record<IndicatorType, readonly string[]>> = {
	ip_address: [
		...['ip', 'ipv4', 'ipv6', 'ipv4-addr', 'ipv6-addr', 'ip-address', 'ip-src', 'ip-dst'],
		...['cidr', 'netblock', 'ip-range'],
	],
	domain: ['domain', 'domain-name', 'hostname'],
	url: ['url', 'uri'],
	email: ['email', 'email-addr', 'email-src'],
	hash_md5: ['md5', 'hash-md5'],
	hash_sha1: ['sha1', 'hash-sha1'],
	hash_sha256: ['sha256', 'hash-sha256', 'file'],
	asn: ['as', 'asn', 'autonomous-system'],
	user_account: ['user-account'],
	user_agent: ['user-agent', 'http-user-agent'],
};

const typeOfName = new Map(
	Object.entries(typeNames).flatMap(([type, names]) =>
		names.map(name => [name, type as IndicatorType] as const),
	),
);

/** The type that a name of STIX, MISP or the reference product means. */
export function plainType(name: string | undefined): IndicatorType | undefined {
	return typeOfName.get((name ?? '').toLowerCase().replace(/:.*$/, '').replaceAll('_', '-'));
}

function confidenceOf(fields: Fields): number | undefined {
	const number = Number(fields.confidence ?? Number.NaN);
	if (number >= 0 && number <= 100) {
		return number;
	}

	const count = Number(fields['list-count'] ?? Number.NaN);
	if (count >= 1) {
		return confidenceOfCount(count);
	}

	const word = text(fields.level) ?? text(fields.confidence);
	const stated = word === undefined ? undefined : confidenceOfWord(word);
	return stated ?? (text(fields.status) === 'offline' ? offlineConfidence : undefined);
}

/**
 * A server that no longer answers was malicious, and its address may soon belong to somebody else.
 */
const offlineConfidence = 50;

function text(value: unknown): string | undefined {
	if (typeof value === 'number') {
		return String(value);
	}

	return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** Reads a list, or a text with commas; of an object, its name is read. */
function texts(value: unknown): readonly string[] | undefined {
	const values: readonly unknown[] = Array.isArray(value)
		? value
		: typeof value === 'string'
			? value.split(/\s*[,;]\s*/)
			: [];
	const found = values.flatMap(one => {
		const name =
			typeof one === 'object' && one !== null
				? (text((one as { name?: unknown }).name) ??
					text((one as { phase_name?: unknown }).phase_name))
				: text(one);
		return name === undefined ? [] : [name];
	});
	return found.length === 0 ? undefined : found;
}

/** Drops undefined members, so that the rest can be spread over defaults. */
function defined<Shape extends object>(
	shape: Shape,
): { [Key in keyof Shape]?: NonNullable<Shape[Key]> } {
	return Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== undefined)) as {
		[Key in keyof Shape]?: NonNullable<Shape[Key]>;
	};
}
