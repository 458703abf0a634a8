import type { Story, StoryPart, StoryRange, StoryRow } from '../../story/story.ts';

const iso = (timeMs: number) => new Date(timeMs).toISOString();
const rangeObject = ({ fromMs, toMs }: StoryRange) => ({ from: iso(fromMs), to: iso(toMs) });

/** A story as `story --format json` prints it; scripts rely on these names. */
export function storyObject(story: Story) {
	const { who, readAs, recordCount, query, sections, near, elsewhere, warnings } = story;
	return {
		who,
		readAs,
		...rangeObject(story),
		records: recordCount,
		query,
		sections: sections.map(({ id, title, rows }) => ({ id, title, rows: rows.map(rowObject) })),
		near,
		elsewhere:
			elsewhere === undefined
				? null
				: { records: elsewhere.count, ...rangeObject(elsewhere.range) },
		warnings,
	};
}

function rowObject({ depth, timeMs, eventId, parts }: StoryRow) {
	return {
		...(depth > 0 && { depth }),
		...(timeMs !== undefined && { time: iso(timeMs) }),
		...(eventId !== undefined && { eventID: eventId }),
		parts: parts.map(partObject),
	};
}

function partObject({ name, text, number, query, range }: StoryPart) {
	return {
		name,
		text,
		...(number !== undefined && { number, query }),
		...(range && rangeObject(range)),
	};
}
