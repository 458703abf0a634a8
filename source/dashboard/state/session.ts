import type { ColumnChoices } from '../../panels/column-choice.ts';
import type { Range } from '../compose/range.ts';
import type { PanelRanges } from './panel-ranges.ts';
import type { Variables } from '../compose/variables.ts';

/** The state that the next start restores. */
export interface Session {
	readonly dashboard: string;
	/** The panel that stood alone; undefined: none did. */
	readonly zoomed: string | undefined;
	readonly focus: Readonly<Record<string, string>>;
	/** Undefined: the next start chooses, as this one did. */
	readonly range: Range | undefined;
	readonly rangeHistory: readonly Range[];
	readonly panelRanges: PanelRanges;
	readonly columnChoices: ColumnChoices;
	/** Paths of the records that the user folded. */
	readonly folds: readonly string[];
	readonly variables: Variables;
	readonly utc: boolean;
	readonly steady: boolean;
	readonly comparing: boolean;
	/** Chosen while looking; undefined: none was. */
	readonly theme: string | undefined;
	readonly queryHistory: readonly string[];
}
