import type { Random } from './random.ts';
import { addresses, eventNames, regions } from './records.ts';

/** Writes a search in one of the forms of the language. */
export function writeSearch(random: Random, depth = 0): string {
	const roll = random.below(10);

	if (depth < 2 && roll < 2) {
		const joint = random.pick([' ', ' AND ', ' OR ']);
		return `(${writeSearch(random, depth + 1)}${joint}${writeSearch(random, depth + 1)})`;
	}

	if (roll === 2) {
		return `NOT ${writeSearch(random, depth + 1)}`;
	}

	return roll < 5 ? '*' : writeTerm(random);
}

function writeTerm(random: Random): string {
	const word = random.pick([...eventNames, 'ada', 'Error', 'userName', 'us', 'n', '山田', 'Ünal']);
	return random.pick([
		word,
		`*${word.slice(1)}`,
		`${word.slice(0, 2)}*`,
		`*${word.slice(1, 3)}*`,
		`${word.slice(0, -1)}?`,
		random.pick(addresses),
		random.pick(regions),
		`"${word}"`,
		`"\\"eventName\\":\\"${word}\\""`,
		`"\\"n\\":${random.pick(['1', '2', '10', '2.5', 'null', '\\"7\\"'])}"`,
		`eventName=${word.slice(0, 3)}*`,
		`${random.pick(['errorCode', 'n', 'readOnly', 'note'])}=*`,
		`awsRegion!=${random.pick(regions)}`,
		`n=${random.pick(['1', '7', '0*', '*0'])}`,
		'_sourceCategory=aws*',
		'"line break"',
		'"quoted\\" word"',
	]);
}
