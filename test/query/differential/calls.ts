import type { Random } from './random.ts';

const numbers = [
	'0',
	'1',
	'2.5',
	'7',
	'-3',
	'0.5',
	'0.1',
	'255',
	'1000',
	'"12"',
	'"x"',
	'1/0',
	'0/0',
	'n',
];
const addresses = [
	'8.8.8.8',
	'10.1.2.3',
	'172.16.5.4',
	'172.32.0.1',
	'192.168.7.7',
	'169.254.1.1',
	'169.254.200.1',
	'127.0.0.1',
	'0.1.2.3',
	'224.0.0.9',
	'250.1.1.1',
	'192.0.0.8',
	'192.0.2.44',
	'192.88.99.1',
	'198.19.0.1',
	'203.0.113.77',
	'256.1.1.1',
	'010.0.0.1',
	'1.2.3',
	'::1',
	'2001:db8::1',
	'1::2::3',
	'1:2:3:4:5:6:7:8',
	'1:2:3:4:5:6:7:8:9',
	'::ffff:10.0.0.1',
	'12345::1',
	'1:2:3:4:5:6:7::',
	'1:2:3:4:5:6:10.0.0.1',
	'1:2:3:4:5:10.0.0.1',
	'10.0.0.256',
];
const patterns = [
	'yyyy-MM-dd HH:mm:ss.SSS',
	"EEE, d MMM yyyy 'at' h:mm a z",
	'EEEE MMMM dd yy KK:mm XXX',
	"yyyyDDD'T'kk''mm Z",
	'M/d/y H:m:s X',
	'yyyyMMddHHmmss XX',
	'qq',
];
const zones = [
	'UTC',
	'Europe/Berlin',
	'America/New_York',
	'Asia/Kolkata',
	'+05:30',
	'Nowhere/Else',
];
const dates: readonly (readonly [text: string, pattern: string])[] = [
	['2026-03-01T12:34:56Z', "yyyy-MM-dd'T'HH:mm:ssX"],
	['2026-03-29 02:30', 'yyyy-MM-dd HH:mm'],
	['2026-10-25 02:30', 'yyyy-MM-dd HH:mm'],
	['2026-02-30 10:00', 'yyyy-MM-dd HH:mm'],
	['Sun, 1 Mar 2026 12:05 PM', 'EEE, d MMM yyyy hh:mm a'],
	['1 March 2026 12:05 am', 'd MMMM yyyy h:mm a'],
	['3/1/26 5:06:07.89', 'M/d/yy H:m:s.S'],
	['20260301123456.123456', 'yyyyMMddHHmmss.SSS'],
	['2026060 24:10 +0130', 'yyyyDDD kk:mm Z'],
	['2026-03-01 11:00 PST and more', 'yyyy-MM-dd KK:mm z'],
	['2026-03-01 25:00', 'yyyy-MM-dd HH:mm'],
	['yesterday', 'yyyy-MM-dd'],
];
/** The first two values are numbers, mostly; the third is text. */
const formats = [
	'%5s|%-9s|%.2s',
	'%-9d|%05d',
	'%+d|% d',
	'%(d|%d',
	'%,d and %,.2f',
	'%f|%08.2f',
	'%x|%X',
	'%o|%.1f',
	'%e|%.2E',
	'%.3g|%s',
	'%2$s %1$s',
	'%s%n%b, 100%% of %S',
	'%q',
	'%s %s %s %s',
];
const cards = ['4111 1111 1111 1111', '4111111111111112', '5500-0000-0000-0004', 'none', '0', ''];
const numeric =
	'abs acos asin atan cbrt ceil cos cosh exp expm1 floor log log10 log1p num round sin sinh sqrt ' +
	'tan tanh toDegrees toInt toLong toRadians fromSeconds fromMillis toMillis signum isNaN isInfinity isNumeric decToHex';
const textual =
	'toLowerCase toUpperCase trim toString length isNull isEmpty isBlank urlencode base64Encode hash';
const addressed =
	'isPublicIP isPrivateIP isReservedIP isValidIP isValidIPv4 isValidIPv6 ipv4ToNumber';

/** Writes a call of any function of the language with arguments that suit it, mostly. */
export class CallWriter {
	readonly #random: Random;
	readonly #field: () => string;

	constructor(random: Random, field: () => string) {
		this.#random = random;
		this.#field = field;
	}

	write(): string {
		const random = this.#random;
		return random.pick([
			() => `${random.pick(numeric.split(' '))}(${this.#number()})`,
			() => this.#several(() => `${random.pick(numeric.split(' '))}(${this.#number()})`),
			() => this.#several(() => `${random.pick(addressed.split(' '))}(${this.#address()})`),
			() => this.#several(() => `${random.pick(addressed.split(' '))}(${this.#address()})`),
			() => `${random.pick(textual.split(' '))}(${this.#text()})`,
			() => this.#several(() => `${random.pick(numeric.split(' '))}(${this.#number()})`),
			() => this.#ofNumbers(),
			() => this.#several(() => this.#ofNumbers()),
			() => this.#several(() => this.#ofAddresses()),
			() => this.#ofTexts(),
			() => this.#several(() => this.#encoded()),
			() => this.#several(() => this.#dated()),
			() => this.#several(() => this.#ofTexts()),
		])();
	}

	/** One text of several results: many cases in one column. */
	#several(make: () => string): string {
		return this.#random.chance(0.4)
			? make()
			: `concat(${[make(), make(), make(), make(), make()].join(', "|", ')})`;
	}

	#number(): string {
		const random = this.#random;
		return random.pick([
			() => this.#field(),
			() => 'n',
			() => '_size',
			() => random.pick(numbers),
			() => `(${random.pick(numbers)} / 8)`,
			() => `(n * ${random.pick(['0.1', '1.5', '-1'])})`,
		])();
	}

	#address(): string {
		const random = this.#random;
		return random.chance(0.3) ? 'sourceIPAddress' : `"${random.pick(addresses)}"`;
	}

	#text(): string {
		const random = this.#random;
		return random.pick([
			() => this.#field(),
			() => `concat(" ", ${this.#field()}, " \\t")`,
			() => `"${random.pick(['', ' ', 'a b/c', '(~)!', "it's (~)*", 'é😀x', 'ÄB', '%7B+'])}"`,
		])();
	}

	#ofNumbers(): string {
		const random = this.#random;
		return random.pick([
			() => `round(${this.#number()}, ${random.pick(['1', '2', '0', '-1'])})`,
			() =>
				`${random.pick(['min', 'max', 'pow', 'atan2', 'hypot'])}(${this.#number()}, ${this.#number()})`,
			() =>
				`round(haversine(52.5, 13.4, ${random.pick(['-33.9', '0', '52.5', 'n', '"x"'])}, ${random.pick(['-74', '0', '13.4'])}), 3)`,
			() => `hexToDec("${random.pick(['ff', '0xAB', '12', 'xyz', '', 'FFFFFFFFFFFFFFFF'])}")`,
			() => random.pick(['now()', 'queryStartTime()', 'queryEndTime()', 'queryTimeRange()']),
		])();
	}

	#ofAddresses(): string {
		const random = this.#random;
		const bits = () => random.pick(['0', '8', '15', '23', '24', '31', '32', '33', '"16"', '-1']);
		return random.pick([
			() => `getCIDRPrefix(${this.#address()}, ${bits()})`,
			() => `compareCIDRPrefix("10.1.2.3", "10.1.3.3", ${bits()})`,
			() => `compareCIDRPrefix(${this.#address()}, "203.0.113.9", ${bits()})`,
			() => `maskFromCIDR(${bits()})`,
		])();
	}

	#ofTexts(): string {
		const random = this.#random;
		// Places that are out of order are a fault where they are written, and null in a field.
		const places = [
			'0',
			'2',
			'99',
			'"3"',
			'num(n)',
			'0, 3',
			'1, 5',
			'2, 99',
			'0, 0',
			'"1", 2',
			'num(n), 2',
		];
		return random.pick([
			() => `substring(${this.#text()}, ${random.pick(places)})`,
			() => `substring(${this.#text()}, ${random.pick(places)})`,
			() => `contains(${this.#text()}, "${random.pick(['a', 'User', '', ' '])}")`,
			() => `concat(${this.#text()}, ${this.#number()})`,
			() => `replace(${this.#text()}, "${random.pick(['a', 'User', '', '.'])}", "$&\\\\1")`,
			() =>
				`replace(${this.#text()}, /(?<h>[A-Z])(\\w)/, "${random.pick(['${h}-$2', '$1$9', '$20', '${0}'])}")`,
			() =>
				`replace(${this.#text()}, /${random.pick(['x*', '\\s', '[^a-z]+', '(?i)USER|e'])}/, "_")`,
			() => this.#formatted(),
			() => this.#formatted(),
			() => `tourl(${this.#text()}${random.pick(['', ', "label"'])})`,
		])();
	}

	#formatted(): string {
		const random = this.#random;
		const number = () => random.pick(['_size', '-1234567.891', '255', '0', '2.5', this.#number()]);
		return `format("${random.pick(formats)}", ${number()}, ${number()}, ${this.#text()})`;
	}

	#encoded(): string {
		const random = this.#random;
		return random.pick([
			() =>
				`urldecode("${random.pick(['%7B%22a%22%3A1%7D+x', '100%', '%ff', '%E5%B1%B1', 'plain'])}")`,
			() => `urldecode(urlencode(${this.#text()}))`,
			() => `base64Decode("${random.pick(['YWRhOmJvYg==', 'w6k=', 'a b', 'YQ', '_-8=', ''])}")`,
			() => `base64Decode(base64Encode(${this.#text()}))`,
			// Two ways to compute a number may differ in its last digits, and a hash in every one.
			() =>
				`hash(substring(${this.#text()}, 0, 6), "${random.pick(['md5', 'sha1', 'SHA2_256', 'sha512', 'crc'])}")`,
			() => `hexToAscii("${random.pick(['48656c', '0x41', '4', 'ff', '', 'zz'])}")`,
			() => `jsonArraySize(${random.pick(['tags', '"[1,2]"', '"[]"', 'note'])})`,
			() =>
				`jsonArrayContains("[1,\\"2\\",null,true,[3]]", ${random.pick(['1', '2', '"true"', '3', '"x"', this.#field()])})`,
			() => `luhn("${random.pick(cards)}")`,
		])();
	}

	#dated(): string {
		const random = this.#random;
		const time = () => random.pick(['_messageTime', '_messageTime', '0', '1774747800000', 'n']);
		const [text, pattern] = random.pick(dates);
		return random.pick([
			() => `formatDate(${time()})`,
			() => `formatDate(${time()}, "${random.pick(patterns)}")`,
			() => `formatDate(${time()}, "${random.pick(patterns)}", "${random.pick(zones)}")`,
			() => `parseDate("${text}", "${pattern}")`,
			() => `parseDate("${text}", "${pattern}", "${random.pick(zones)}")`,
		])();
	}
}
