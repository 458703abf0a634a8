import { sanitise } from '../../text/sanitise.ts';
import type { Severity } from '../rule.ts';
import type { Message } from './message.ts';
import { summaryOf } from './summary.ts';

/** Bytes of a message over UDP, as RFC 5424 asks receivers to take; what is cut ends in `…`. */
export const datagramBytesMax = 2_048;
/** Bytes of a value of the structured data as it is written; so that all of them are in a datagram. */
export const dataValueBytesMax = 160;

const local0 = 16;
/** Of syslog: 0 is the worst. */
const levels: Readonly<Record<Severity, number>> = {
	critical: 2,
	high: 3,
	medium: 4,
	low: 5,
	info: 6,
};
const mark = '…';
/** The number that RFC 5612 keeps for examples: we have none of our own. */
const dataId = 'trailtop@32473';

/**
 * A message of RFC 5424, in one line without an end.
 *
 * @param hostName - of this machine
 */
export function syslogLine(message: Message, hostName: string, nowMs: number): string {
	const { id, severity, environment } = message;
	const data = {
		id,
		severity,
		environment,
		...('digest' in message
			? { count: String(message.count) }
			: {
					rule: message.rule,
					principal: message.principal ?? '',
					account: message.account ?? '',
					region: message.region,
					count: String(message.count),
				}),
	};
	const values = Object.entries(data).map(([name, value]) => ` ${name}="${dataValue(value)}"`);
	const priority = local0 * 8 + levels[severity];
	const kind = 'digest' in message ? 'digest' : 'finding';
	const header = `<${priority}>1 ${new Date(nowMs).toISOString()} ${headerWord(hostName)} trailtop - ${kind}`;
	return `${header} [${dataId}${values.join('')}] \u{feff}${sanitise(summaryOf(message))}`;
}

/** A line as a datagram. */
export function datagramOf(line: string): Buffer {
	const bytes = Buffer.from(line);
	return bytes.length <= datagramBytesMax ? bytes : Buffer.from(cutBytes(line, datagramBytesMax));
}

function headerWord(text: string): string {
	return text.replaceAll(/[^\x21-\x7e]/g, '').slice(0, 255) || '-';
}

/** Escaped as the structured data asks, and cut before it is, so that no escape is cut in two. */
function dataValue(text: string): string {
	const escaped = (part: string) => part.replaceAll(/["\\\]]/g, found => `\\${found}`);
	const characters = [...sanitise(text)];
	const isTooLong = (count: number) =>
		Buffer.byteLength(escaped(characters.slice(0, count).join(''))) > dataValueBytesMax - 3;
	if (!isTooLong(characters.length)) {
		return escaped(characters.join(''));
	}

	let count = Math.min(characters.length, dataValueBytesMax);
	while (isTooLong(count)) {
		count--;
	}

	return escaped(characters.slice(0, count).join('')) + mark;
}

function cutBytes(text: string, bytes: number): string {
	const room = bytes - Buffer.byteLength(mark);
	const whole = Buffer.from(text).subarray(0, room).toString();
	// What is left of a character that was cut.
	return whole.replace(/\u{fffd}+$/u, '') + mark;
}
