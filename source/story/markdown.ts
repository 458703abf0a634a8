import { sanitise } from '../text/sanitise.ts';
import { formatTime } from '../text/time.ts';
import type { Story, StoryPart, StoryRow } from './story.ts';

/**
 * A story as one page of Markdown. Whatever a record holds stays text in it.
 *
 * @param lacks - what it was not told from
 */
export function storyMarkdown(
	story: Story,
	timeZone: string,
	lacks: readonly string[] = story.warnings,
): string {
	const { who, readAs, fromMs, toMs, query, sections } = story;
	const range = [fromMs, toMs].map(timeMs => formatTime(timeMs, timeZone, 'full')).join(' – ');
	return [
		`# Story of ${code(who)}`,
		'',
		`Read as ${readAs}. ${range} ${timeZone}.`,
		...sections.flatMap(({ title, rows }) => [
			'',
			`## ${title}`,
			'',
			...(rows.length === 0 ? ['Nothing.'] : rows.map(row => item(row, timeZone))),
		]),
		...(lacks.length === 0
			? []
			: ['', '## What it lacks', '', ...lacks.map(lack => `- ${code(lack)}`)]),
		'',
		'## Query',
		'',
		'Its records are those of this query. Each number above has a query of its own in `--format json`.',
		'',
		code(query),
		'',
	].join('\n');
}

function item({ depth, timeMs, parts }: StoryRow, timeZone: string): string {
	const start = `${'  '.repeat(Math.max(0, depth - 1))}- `;
	const time = timeMs === undefined ? [] : [formatTime(timeMs, timeZone, 'full')];
	return `${start}${[...time, ...parts.map(partText)].join(' · ')}`;
}

function partText({ text, isOurs }: StoryPart): string {
	return isOurs === true ? text : code(text);
}

/**
 * A text as code: in it Markdown has neither markup nor HTML, neither links nor names that are told. Its fence
 * is longer than any in the text.
 */
export function code(text: string): string {
	const safe = sanitise(text);
	if (safe.trim() === '') {
		return '(blank)';
	}

	const longest = Math.max(0, ...[...safe.matchAll(/`+/g)].map(([run]) => run.length));
	const fence = '`'.repeat(longest + 1);
	const pad = /^[` ]|[` ]$/.test(safe) ? ' ' : '';
	return `${fence}${pad}${safe}${pad}${fence}`;
}
