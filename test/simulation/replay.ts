import { simulate } from './simulate.ts';

// `npm run simulate -- SEED` tells what happens in the world of a seed; with a second number, the first
// seed from one to the other in which something does not hold.
const [from = 1, to] = process.argv.slice(2).map(Number);
for (let seed = from; seed <= (to ?? from); seed++) {
	const isAlone = to === undefined;
	// Told before: LMDB can end the process.
	console.log(`seed ${seed}`);
	const { violation, counts } = await simulate(
		seed,
		isAlone ? line => console.log(line) : undefined,
	);
	if (isAlone) {
		console.log(counts);
	}

	if (violation !== undefined) {
		console.log(`seed ${seed}: ${violation}`);
		process.exitCode = 1;
		break;
	}
}
