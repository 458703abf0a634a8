// Loaded before the program (`node --import`): after SIGUSR2 the function named in THROW_IN throws.
let isArmed = false;
const flatMap = Array.prototype.flatMap;
process.on('SIGUSR2', () => {
	isArmed = true;
});
Array.prototype.flatMap = function (...args) {
	if (isArmed && new Error('where').stack.includes(`at ${process.env.THROW_IN} (`)) {
		throw new Error(`thrown by the test in ${process.env.THROW_IN}`);
	}

	return flatMap.apply(this, args);
};
