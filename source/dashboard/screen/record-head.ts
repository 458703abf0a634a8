import { outcomeRole } from '../../panels/meaning.ts';
import { clipLine, span } from '../../panels/span.ts';
import type { Line, Role, Span } from '../../panels/span.ts';
import { padEnd } from '../../text/fit.ts';
import { sanitise } from '../../text/sanitise.ts';
import { formatTime } from '../../text/time.ts';
import type { RecordFacts } from '../state/record-facts.ts';

const labelCells = 8;

/**
 * When, who, what, from where and with which result, a line each, and one that parts them from the details.
 *
 * @param widthCells - inside of the border
 * @param timeZone - IANA name
 */
export function recordHead(facts: RecordFacts, widthCells: number, timeZone: string): Line[] {
	const { timeMs, who, origin, call, about, from, result, message } = facts;
	const time = `${formatTime(timeMs, timeZone, 'full')} ${timeZone}`;
	const role = result === '' ? 'dim' : (outcomeRole(result) ?? 'bad');
	return [
		headLine('when', time, 'text', [], widthCells),
		headLine('who', who, 'strong', origin, widthCells),
		headLine('what', call, 'strong', about, widthCells),
		headLine('from', from[0] ?? '–', 'text', from.slice(1), widthCells),
		headLine('result', result || '–', role, message === '' ? [] : [message], widthCells),
		[span('─'.repeat(widthCells), 'border')],
	];
}

function headLine(
	label: string,
	text: string,
	role: Role,
	more: readonly string[],
	widthCells: number,
): Line {
	const rest = more.flatMap((part): Span[] => [span(' · ', 'dim'), span(sanitise(part), 'text')]);
	const line = [span(` ${padEnd(label, labelCells)}`, 'dim'), span(sanitise(text), role), ...rest];
	return clipLine(line, widthCells);
}
