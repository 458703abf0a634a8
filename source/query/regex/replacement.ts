import { textLengthMax, TooLarge } from '../spending.ts';
import type { CompiledRegex, RegexMatch } from './compiled.ts';

type Part = string | { readonly group: number | string };

/**
 * Replaces every match as Java does: `$1`, `$0` and `${name}` are groups, a backslash makes the
 * next character literal. A reference to a group that does not exist stays as it is written.
 *
 * @throws TooLarge
 */
export function replaceAllMatches(
	regex: Pick<CompiledRegex, 'exec' | 'groupNames'>,
	groupCount: number,
	text: string,
	replacement: string,
): string {
	const parts = readReplacement(replacement, groupCount, regex.groupNames);
	let result = '';
	let position = 0;
	let match = regex.exec(text, 0);

	while (match) {
		result += text.slice(position, match.index) + fill(parts, match);
		if (result.length > textLengthMax) {
			throw TooLarge.text();
		}

		position = match.end;
		let next = match.end;

		if (match.end === match.index) {
			// After an empty match the position moves by one whole character, or it would be found
			// again and again.
			next += (text.codePointAt(next) ?? 0) > 0xffff ? 2 : 1;
		}

		match = next <= text.length ? regex.exec(text, next) : undefined;
	}

	return result + text.slice(position);
}

function fill(parts: readonly Part[], match: RegexMatch): string {
	let text = '';

	for (const part of parts) {
		text += typeof part === 'string' ? part : (match.group(part.group) ?? '');
	}

	return text;
}

function readReplacement(
	replacement: string,
	groupCount: number,
	names: readonly string[],
): readonly Part[] {
	const parts: Part[] = [];
	let position = 0;

	while (position < replacement.length) {
		const char = replacement[position]!;

		if (char === '\\' && position + 1 < replacement.length) {
			parts.push(replacement[position + 1]!);
			position += 2;
			continue;
		}

		const reference =
			char === '$' ? readReference(replacement, position, groupCount, names) : undefined;
		parts.push(reference ? { group: reference.group } : char);
		position += reference ? reference.length : 1;
	}

	return parts;
}

function readReference(
	replacement: string,
	start: number,
	groupCount: number,
	names: readonly string[],
): { readonly group: number | string; readonly length: number } | undefined {
	const rest = replacement.slice(start + 1);
	const braced = /^\{(\w+)\}/.exec(rest);

	if (braced) {
		const name = braced[1]!;
		const group = names.includes(name) ? name : groupNumber(name, groupCount);
		return group === undefined ? undefined : { group, length: braced[0].length + 1 };
	}

	// As in Java, the number takes as many digits as give an existing group.
	const digits = /^\d+/.exec(rest)?.[0] ?? '';

	for (let length = digits.length; length > 0; length--) {
		const group = groupNumber(digits.slice(0, length), groupCount);

		if (group !== undefined) {
			return { group, length: length + 1 };
		}
	}

	return undefined;
}

function groupNumber(digits: string, groupCount: number): number | undefined {
	return /^\d+$/.test(digits) && Number(digits) <= groupCount ? Number(digits) : undefined;
}
