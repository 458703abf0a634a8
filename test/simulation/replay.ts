import { simulate } from './world.ts';

// `npm run simulate -- SEED` tells what happens in the world of a seed; with a second number, whether
// anything is violated from one to the other.
const [from = 1, to] = process.argv.slice(2).map(Number);
for (let seed = from; seed <= (to ?? from); seed++) {
	const { violation, counts } = await simulate(
		seed,
		to === undefined ? line => console.log(line) : undefined,
	);
	console.log(seed, violation ?? 'everything held', to === undefined ? counts : '');
}
