/** The groups of a regex source, found without compiling it. */
export interface RegexGroups {
	readonly names: readonly string[];
	/** Capturing groups without a name. */
	readonly unnamedCount: number;
}

/** Reads escapes, `\Q…\E` and classes, to find the parentheses that open groups. */
export function regexGroups(source: string): RegexGroups {
	const names: string[] = [];
	let unnamedCount = 0;
	let inClass = false;
	for (let at = 0; at < source.length; at++) {
		const character = source[at];
		if (character === '\\') {
			const quoteEnd = source[at + 1] === 'Q' ? source.indexOf('\\E', at) : -1;
			at = quoteEnd > 0 ? quoteEnd + 1 : source[at + 1] === 'Q' ? source.length : at + 1;
		} else if (character === '[') {
			inClass = true;
		} else if (character === ']') {
			inClass = false;
		} else if (character === '(' && !inClass) {
			const named = groupName(source, at);
			if (named !== undefined) {
				names.push(named);
			} else if (source[at + 1] !== '?') {
				unnamedCount++;
			}
		}
	}

	return { names: [...new Set(names)], unnamedCount };
}

const namedGroup = /\(\?P?<([A-Za-z_][A-Za-z0-9_]*)>/y;

function groupName(source: string, at: number): string | undefined {
	namedGroup.lastIndex = at;
	return namedGroup.exec(source)?.[1];
}
