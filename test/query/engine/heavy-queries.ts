import { seeded } from '../../../fixtures/seeded.ts';

type Random = () => number;

const pick = <T>(random: Random, list: readonly T[]): T =>
	list[Math.floor(random() * list.length)] as T;
const between = (random: Random, least: number, most: number): number =>
	least + Math.floor(random() * (most - least + 1));
const times = (count: number, text: string): string =>
	Array.from({ length: count }, () => text).join();
const fields = ['_raw', 'eventID', 'eventName', 'requestParameters.note'] as const;

/** Stages that make `a` longer and longer. */
function growth(random: Random): string {
	const copies = between(random, 2, 9);
	const stage = pick(random, [
		`concat(${times(copies, 'a')}) as a`,
		`format("${'%s'.repeat(copies)}", ${times(copies, 'a')}) as a`,
		`replace(a, /./, "${'$0'.repeat(copies)}") as a`,
		`replace(a, "e", concat(${times(copies, 'a')})) as a`,
		`toUpperCase(concat(${times(copies, 'a')})) as a`,
	]);
	return Array.from({ length: between(random, 3, 20) }, () => stage).join(' | ');
}

const start = (random: Random): string =>
	`* | ${pick(random, ['"xe"', ...fields.map(name => `concat(${name}, "e")`)])} as a`;

/** One heavy query of each kind. */
const kinds: readonly ((random: Random) => string)[] = [
	random => `${start(random)} | ${growth(random)}`,
	random => `${start(random)} | ${growth(random)} | count by a`,
	random => `${start(random)} | ${growth(random)} | where length(a) > 5 | count`,
	random => `${start(random)} | ${growth(random)} | values(a) by eventID`,
	random => `${start(random)} | ${growth(random)} | sort by a | limit 5`,
	random =>
		`${start(random)} | ${growth(random)} | max(length(a)) as most`.replace(
			/max\(length\(a\)\) as most$/,
			'length(a) as n | max(n) as most',
		),
	random => `* | count by ${pick(random, fields)}, eventID, _raw`,
	random => `* | count_distinct(_raw) by ${pick(random, ['eventID', 'eventName'])}`,
	random => `* | values(_raw) by ${pick(random, ['eventID', 'eventName'])}`,
	random =>
		`* | count by eventID, _raw | concat(${times(between(random, 3, 30), '_raw')}) as a | count by a`,
	random =>
		`* | count by ${pick(random, ['eventID', '_raw'])}, eventName | transpose row eventID column eventName`.replace(
			'row eventID',
			'row eventName',
		),
	() =>
		'* | count by eventID, requestParameters.note | transpose row eventID column requestParameters.note',
	() =>
		'* | join (fields eventID, eventName, _raw) as t1, (fields eventID, eventName, _raw) as t2 on t1.eventName = t2.eventName',
	random =>
		`* | join (concat(_raw, ${times(between(random, 2, 40), '_raw')}) as a | fields a, eventName) as t1, (fields eventID, eventName) as t2 on t1.eventName = t2.eventName | values(t1_a) by t2_eventID`,
	() =>
		'* | join (count by eventID, eventName) as t1, (count by eventID, eventName) as t2, (count by eventID, eventName) as t3 on t1.eventName = t2.eventName and t2.eventName = t3.eventName | count by t1_eventID, t2_eventID, t3_eventID',
	random => `* | parse regex "(?<c>${pick(random, ['.', '[a-z]', '..'])})" multi | count by c`,
	() => '* | parse regex "(?<c>.)" multi | parse regex field=_raw "(?<d>.)" multi | count by c, d',
	random =>
		`* | limit 200000 | ${pick(random, ['concat(_raw, _raw, _raw, _raw, _raw, _raw, _raw, _raw) as a', 'replace(_raw, /./, "0123456789") as a'])} | fields a | sort by a`,
	random =>
		`* | count by eventID | ${growth(random).replaceAll(/\ba\b/g, 'eventID')} | count by eventID`,
	random => `* | count by eventID, _raw | compare with timeshift ${between(random, 1, 5)}s 7`,
];

/** Queries that want more memory than a run may use, or nearly; each kind in turn. */
export function heavyQueries(seed: number, count: number): readonly string[] {
	const random = seeded(seed);
	return Array.from({ length: count }, (_, index) => {
		const kind = kinds[index % kinds.length] as (random: Random) => string;
		return kind(random);
	});
}
