import type { Line } from '../../panels/span.ts';

/** What a box shows at its width, as lines of the text inside. */
export interface BoxText {
	readonly lines: readonly Line[];
	/** Of the lines when nothing is typed: the box keeps its height while it is narrowed. */
	readonly wholeCount: number;
	/** The last position that `at` of the box can have. */
	readonly last: number;
	/** The first line that is shown. */
	readonly first: number;
	/** Where one is, when not all of it is shown. */
	readonly position: string;
	/** Above the text; undefined: nothing, while nothing is typed. */
	readonly words: string | undefined;
}
