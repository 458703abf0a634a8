import type { Message } from './message.ts';

/** A message in one sentence for people. What logs say stands in it as it is. */
export function summaryOf(message: Message): string {
	if ('digest' in message) {
		return `${message.title} (${message.environment}, ${message.first} to ${message.last})`;
	}

	const { severity, rule, title, environment, again } = message;
	return `${again === undefined ? '' : 'again: '}${severity} ${rule} ${title}: ${message.principal ?? '(none)'} in ${placeOf(message)} (${environment})`;
}

/** Names and values of a message for people, in order. */
export function factsOf(message: Message): readonly (readonly [name: string, value: string])[] {
	const times = [
		['first', message.first],
		['last', message.last],
		['count', String(message.count)],
		['environment', message.environment],
	] as const;
	return 'digest' in message
		? times
		: [
				['who', message.principal ?? '(none)'],
				['where', placeOf(message)],
				...times,
				...(message.again === undefined ? [] : [['again', message.again.cause] as const]),
				['rule', message.rule],
				['id', message.id],
			];
}

function placeOf(message: { readonly account: string | null; readonly region: string }): string {
	return [message.account ?? '', message.region].filter(part => part !== '').join(' ') || '(none)';
}
