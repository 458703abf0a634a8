/** Shorter words differ by one letter and are words of their own. */
const lettersMin = 5;

/**
 * Whether the word is another one with two letters swapped, or a letter left out or too many. Not by an `s`
 * at its end, and not by one letter for another: `instanceIds` and `roleName` are no slips for `instanceId`
 * and `ruleName`.
 */
export function isSlip(word: string, meant: string): boolean {
	if (word === meant || Math.min(word.length, meant.length) < lettersMin) {
		return false;
	}

	let same = 0;
	while (same < word.length && word[same] === meant[same]) {
		same++;
	}

	switch (word.length - meant.length) {
		case 0:
			return (
				word[same] === meant[same + 1] &&
				word[same + 1] === meant[same] &&
				word.slice(same + 2) === meant.slice(same + 2)
			);
		case 1:
			return !isPlural(word, meant) && word.slice(same + 1) === meant.slice(same);
		case -1:
			return !isPlural(meant, word) && word.slice(same) === meant.slice(same + 1);
		default:
			return false;
	}
}

function isPlural(many: string, one: string): boolean {
	return many === `${one}s`;
}
