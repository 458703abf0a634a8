import { anchorLiterals, quoteString, stringBody } from '../../syntax/escape.ts';
import type { Reader } from '../../syntax/reader.ts';
import type { Field, StageNode } from '../../syntax/tree.ts';
import type { Span } from '../../value.ts';
import type { Body } from '../stage-spec.ts';
import { listFields } from '../stage-text.ts';

export interface SessionizeStage extends StageNode {
	readonly kind: 'sessionize';
	readonly patterns: readonly SessionPattern[];
}

/** An anchor in which `$name` stands for a value of a pattern before it. */
export interface SessionPattern {
	/** One more than there are `takes`. */
	readonly literals: readonly string[];
	/** What stands between two literals. */
	readonly takes: readonly Take[];
}

interface Take {
	readonly field: Field;
	/** Whether it is `$name`, a value that must be there. */
	readonly isKnown: boolean;
}

const writeIt = 'write sessionize "id=* started" as (id), "id=$id took * ms" as (ms)';

export function namesOf({ takes }: SessionPattern): readonly Field[] {
	return takes.flatMap(({ field, isKnown }) => (isKnown ? [] : [field]));
}

export function readSessionize(reader: Reader): Body<SessionizeStage> {
	const patterns: SessionPattern[] = [];
	do {
		patterns.push(readPattern(reader, patterns));
	} while (reader.takeSymbol(',') !== undefined);

	if (patterns.length < 2) {
		reader.failHere('sessionize needs a second pattern', writeIt);
	}

	return { kind: 'sessionize', patterns };
}

function readPattern(reader: Reader, before: readonly SessionPattern[]): SessionPattern {
	const isOpen = reader.takeSymbol('(') !== undefined;
	const token = reader.stringToken('a pattern');
	if (isOpen) {
		reader.expectSymbol(')', 'close the pattern with )');
	}

	const span = reader.span(token.start, token.end);
	const stars = anchorLiterals(stringBody(token.text));
	const names = readNames(reader);
	if (stars.length - 1 !== names.length) {
		reader.fail(
			{ start: span.start, end: reader.span(token.start).end },
			`sessionize: ${stars.length - 1} wildcard(s) but ${names.length} name(s)`,
			'give as many names after as as there are * in the pattern',
		);
	}

	checkNames(reader, names);
	return withVariables(reader, stars, names, before, span);
}

/** `as (a, b)`; a pattern without a star needs none. */
function readNames(reader: Reader): readonly Field[] {
	if (reader.takeWord('as') === undefined) {
		return [];
	}

	if (reader.isSymbol('(') && reader.peekSecond().text === ')') {
		reader.take();
		reader.take();
		return [];
	}

	// A comma before a pattern starts it, and not another name.
	return reader.fields(() => ['string', 'symbol'].includes(reader.peekSecond().kind));
}

/** A name in two patterns joins them; in one of them it would be two values. */
function checkNames(reader: Reader, names: readonly Field[]): void {
	const seen = new Set<string>();
	for (const { name, span } of names) {
		const key = name.toLowerCase();
		if (seen.has(key)) {
			reader.fail(span, `sessionize: a value is named ${name} already`, 'choose another name');
		}

		seen.add(key);
	}
}

/** Cuts literals at each `$name`. */
function withVariables(
	reader: Reader,
	stars: readonly string[],
	names: readonly Field[],
	before: readonly SessionPattern[],
	span: Span,
): SessionPattern {
	const known = before.flatMap(namesOf);
	const literals: string[] = [];
	const takes: Take[] = [];
	for (const [index, text] of stars.entries()) {
		const star = names[index - 1];
		if (star !== undefined) {
			takes.push({ field: star, isKnown: false });
		}

		for (const [at, part] of text.split(/\$([A-Za-z_][A-Za-z0-9_]*)/).entries()) {
			if (at % 2 === 0) {
				literals.push(part);
				continue;
			}

			const field = known.find(({ name }) => name.toLowerCase() === part.toLowerCase());
			if (field === undefined) {
				const next = known.length === 0 ? 'write * and name it with as' : listNext(known);
				reader.fail(span, `sessionize: no pattern before makes $${part}`, next);
			}

			takes.push({ field, isKnown: true });
		}
	}

	if (literals.slice(1, -1).includes('')) {
		reader.fail(span, 'sessionize: nothing stands between two values', 'put text between them');
	}

	return { literals, takes };
}

function listNext(known: readonly Field[]): string {
	return `write one of ${known.map(({ name }) => `$${name}`).join(', ')}`;
}

export function printSessionize({ patterns }: SessionizeStage): string {
	return `sessionize ${patterns.map(patternText).join(', ')}`;
}

function patternText(pattern: SessionPattern): string {
	const parts = pattern.literals.map((literal, index) => {
		const take = pattern.takes[index - 1];
		const between = take === undefined ? '' : take.isKnown ? `$${take.field.name}` : '*';
		return between + quoteString(literal).slice(1, -1).replaceAll('*', '\\*');
	});
	const names = namesOf(pattern);
	return `"${parts.join('')}"${names.length === 0 ? '' : ` as (${listFields(names)})`}`;
}
