import { expect } from 'vitest';
import type { Rule } from '../../source/findings/rule.ts';
import type { Story, StoryPart, StoryRow } from '../../source/story/story.ts';
import { tellStory } from '../../source/story/tell-story.ts';
import { exampleNowMs, exampleRange, type ExampleStore } from '../layouts/example-store.ts';
import type { Range } from '../oracle/shapes.ts';

/** A story over a store, which must succeed. */
export async function aStory(
	store: ExampleStore,
	who: string,
	range: Range = exampleRange,
	rules: readonly Rule[] = [],
): Promise<Story> {
	const request = { ...range, nowMs: exampleNowMs, timeZone: 'UTC', who };
	const outcome = await tellStory(store.engine, rules, request);
	if (!outcome.ok) {
		throw new Error(JSON.stringify(outcome));
	}

	return outcome.story;
}

/** The rows of a section, each as its texts by name. */
export function rowsOf(story: Story, id: string): readonly Readonly<Record<string, string>>[] {
	return sectionRows(story, id).map(({ parts }) =>
		Object.fromEntries(parts.map(({ name, text }) => [name, text])),
	);
}

export function sectionRows(story: Story, id: string): readonly StoryRow[] {
	return story.sections.find(section => section.id === id)?.rows ?? [];
}

/** The number of a row's part; 0 where it has none. */
export function numberOf({ parts }: StoryRow, name: string): number {
	return parts.find(part => part.name === name)?.number ?? 0;
}

export function textOf({ parts }: StoryRow, name: string): string | undefined {
	return parts.find(part => part.name === name)?.text;
}

export function numbersOf(story: Story): readonly StoryPart[] {
	return story.sections
		.flatMap(({ rows }) => rows.flatMap(({ parts }) => parts))
		.filter(({ number }) => number !== undefined);
}

/** Runs the query of each number, and holds the number against its rows. */
export async function expectNumbersOfQueries(
	store: ExampleStore,
	story: Story,
	range: Range = exampleRange,
): Promise<number> {
	const wrong: unknown[] = [];
	const numbers = numbersOf(story);
	for (const { name, number, query = '', range: own } of numbers) {
		const { rowCount } = await store.run(query, own ?? range);
		if (rowCount !== number || number === 0) {
			wrong.push({ name, number, rowCount, query });
		}
	}

	expect(wrong).toEqual([]);
	expect((await store.run(story.query, range)).rowCount).toBe(story.recordCount);
	return numbers.length;
}
