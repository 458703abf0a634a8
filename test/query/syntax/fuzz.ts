import { queries } from './queries.ts';

/** Deterministic random numbers in [0, 1) (mulberry32). */
function seeded(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}

const pieces = [
	...['"', "'", '\\', '|', '||', '(', ')', '[', ']', '{{', '}}', '/', '//', '/*', '*/', '*', '**'],
	...[
		'=',
		'!=',
		'!',
		'%"',
		',',
		':',
		'?',
		'\n',
		' ',
		'.',
		'-',
		'+',
		'&&',
		'<>',
		'🦊',
		'\ud800',
		'é',
	],
	...['as', 'by', 'and', 'or', 'not', 'in', 'matches', 'nodrop', 'count', 'where', 'parse', 'json'],
	...[
		'join (',
		'timeslice 5m',
		'[subquery: ',
		'replace(',
		'1.5e+3',
		'5m',
		'0x',
		'null',
		'a.b[0]',
		'$',
	],
];

/** Endless broken and unbroken queries: random characters, random pieces, mutated real queries. */
export function* fuzzedQueries(count: number, seed: number): Generator<string> {
	const random = seeded(seed);
	const below = (limit: number) => Math.floor(random() * limit);
	const piece = () => pieces[below(pieces.length)] as string;
	const query = () => queries[below(queries.length)] as string;
	for (let made = 0; made < count; made++) {
		const kind = below(8);
		if (kind === 0) {
			const length = below(60);
			yield String.fromCharCode(...Array.from({ length }, () => below(below(2) ? 128 : 65_536)));
		} else if (kind === 1) {
			const joint = below(2) === 0 ? '' : ' ';
			yield Array.from({ length: below(30) }, piece).join(joint);
		} else if (kind === 2) {
			// One piece many times finds work that grows with the square of the length.
			yield piece().repeat(below(400));
		} else if (kind === 3) {
			const [one, other] = [query(), query()];
			yield one.slice(0, below(one.length + 1)) + other.slice(below(other.length + 1));
		} else {
			let text = query();
			for (let edits = below(4) + 1; edits > 0; edits--) {
				const at = below(text.length + 1);
				const removed = below(3) === 0 ? below(12) : 0;
				text = text.slice(0, at) + (below(3) === 0 ? '' : piece()) + text.slice(at + removed);
			}

			yield text;
		}
	}
}
