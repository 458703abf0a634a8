import type { OrderedRows } from '../frame/ordered-rows.ts';
import type { Frame } from '../frame/frame.ts';
import type { Table, TableContext } from '../frame/table.ts';
import type { Reader } from '../syntax/reader.ts';
import type {
	AggregateCall,
	Expression,
	Field,
	RegexText,
	SortKey,
	StageNode,
} from '../syntax/tree.ts';
import type { Fault, Span } from '../value.ts';
import type { StageCompletion } from './stage-completion.ts';
import type { Schema } from './schema.ts';
import type { StageContext } from './stage-context.ts';

/**
 * Everything that the language knows of one kind of stage. Reader, printer, check, planner, engine,
 * completion, drill-down and manual ask it; a member that is missing does not compile.
 */
export interface StageSpec<S extends StageNode = StageNode> {
	readonly kind: S['kind'];
	/** Undefined for stages without a word of their own, such as `expression as name`. */
	readonly help: StageHelp | undefined;
	/** Reads what follows the stage's words; fails through the reader. */
	read(reader: Reader): Body<S>;
	/** The stage as text: reading it gives an equal stage, spans aside. */
	print(stage: S, printing: Printing): string;
	/** As a person knows it, in counts and warnings: `parse regex`, `count by`. */
	name(stage: S): string;
	/** What `explain` says behind the name. */
	explain(stage: S): string;
	/** Every field that it reads, in the order of the text. */
	reads(stage: S): readonly Field[];
	/** What it makes of the fields that come in. */
	makes(stage: S, before: Schema): Schema;
	readonly run: StageRun<S>;
	readonly complete: StageCompletion;
	readonly drill: StageDrill<S>;
	/** Faults that only this stage knows. */
	check?(stage: S, checking: StageCheck): void;
	/** Its expression, when it has one. */
	expression?(stage: S): Expression;
	/** Does the text that it makes under a name sort as text though it looks like numbers? */
	sortsAsText?(stage: S, field: Field): boolean | undefined;
}

/** A stage before it is known where it ends. */
export type Body<S extends StageNode> = Omit<S, 'span'>;

/** A stage's words, for the manual, did-you-mean and completion. */
export interface StageHelp {
	/** As written first: `parse regex`. */
	readonly name: string;
	readonly aliases?: readonly string[];
	readonly group: 'extract' | 'rows' | 'aggregate' | 'table' | 'enrich';
	/** What must come in: `rows` before the first aggregate, `table` after one. */
	readonly takes: 'rows' | 'table' | 'any';
	/** How far it goes back: `must` is what CloudTrail dashboards use. */
	readonly tier: 'must' | 'should' | 'later';
	readonly syntax: string;
	/** One line. */
	readonly help: string;
	/** Text that completion inserts. */
	readonly snippet: string;
	/** Words with a meaning of their own inside the stage, lower-case, for colouring. */
	readonly keywords: readonly string[];
	/** A whole query. */
	readonly example: string;
}

/** What printing a stage may need beside it. */
export interface Printing {
	/** Of the whole query, which spans point into. */
	readonly text: string;
	/** Prints a stage inside this one. */
	stage(inner: StageNode): string;
}

/** What a stage's own check may ask and say. */
export interface StageCheck {
	/** What comes in. */
	readonly schema: Schema;
	/** Of the whole query. */
	readonly text: string;
	/** Can the name have a value here? True when nothing can be said. */
	has(name: string): boolean;
	/** Warns of a field that nothing has. */
	unknown(field: Field): void;
	/** May a later stage of the pipeline read one of these fields? */
	isReadLater(names: readonly string[]): boolean;
	/** Adds the fault of a regex that cannot run. */
	regex(regex: RegexText): void;
	/** What earlier stages say of a field, the nearest first. */
	sortsAsText(field: Field): boolean;
	/** @param span - without it, the name of the stage */
	add(severity: Fault['severity'], message: string, next: string, span?: Span): void;
}

// ── running ───────────────────────────────────────────────────────────────────────────────────

export type StageRun<S extends StageNode> =
	RowRun<S> | OrderRun<S> | GroupRun<S> | TableRun<S> | PipelineRun<S> | NoRun;

/** Looks at one row at a time, in any order. */
export interface RowRun<S extends StageNode> {
	readonly class: 'rows';
	/** @param noted - a later strict extraction asks which rows this `nodrop` one matched */
	start(stage: S, context: StageContext, noted: boolean): RowStep;
	/** Takes values out of text: neighbouring extractions share which rows they matched. */
	readonly extraction?: Extraction<S>;
	/** Which columns are left; absent: all, and those that it makes. */
	chooses?(stage: S): Choice;
	/** What it reads beside the fields of `reads`. */
	demands?(stage: S): Demands;
	/**
	 * What the result over one segment depends on beside the stage itself; undefined when it cannot
	 * be kept from one run to the next. Absent: on nothing else.
	 */
	keptBy?(stage: S, context: StageContext): readonly unknown[] | undefined;
	/** What `explain` says of how it runs; absent: where it stands. */
	explains?(stage: S, context: ExplainContext): readonly Explained[];
}

export interface ExplainContext {
	readonly fromMs: number;
	readonly toMs: number;
	readonly timeZone: string;
}

/** One line of `explain`: what, and how. */
export interface Explained {
	readonly what: string;
	/** Undefined: where the stage stands. */
	readonly how: string | undefined;
}

interface Extraction<S extends StageNode> {
	/** Keeps rows where nothing was found; undefined where the stage takes no part in the run. */
	nodrop(stage: S): boolean | undefined;
}

/** The columns that `fields` keeps, in order, or drops. */
export interface Choice {
	readonly mode: 'keep' | 'drop';
	readonly names: readonly string[];
}

/** What a stage reads of the records beside named fields. */
export interface Demands {
	/** Columns by name. */
	readonly columns?: readonly string[];
	/** Keys of anchors, which read the columns under that key. */
	readonly keys?: readonly string[];
	/** It may have to read the text of a record. */
	readonly text?: boolean;
}

/** A row stage ready to run on frame after frame; one that multiplies rows gives a new frame. */
export interface RowStep {
	run(frame: Frame): Frame;
	/** Names it has made so far, in order; `json auto` finds them as it runs. */
	made(): readonly string[];
}

/** Needs the rows in their order. */
export interface OrderRun<S extends StageNode> {
	readonly class: 'order';
	run(ordered: OrderedRows, stage: S): OrderedRows;
	/** Names of the fields that it adds. */
	readonly made: readonly string[];
}

/** Makes groups of rows. */
export interface GroupRun<S extends StageNode> {
	readonly class: 'group';
	group(stage: S): Grouping;
	/** Warns of groups that a limit nobody wrote leaves out. */
	readonly limitIsOurs: boolean;
	/** What it does to a table, where that is not grouping. */
	onTable?(ordered: OrderedRows, stage: S): OrderedRows;
}

/** What an aggregate counts, and by what. */
export interface Grouping {
	readonly calls: readonly AggregateCall[];
	readonly by: readonly Field[];
	/** Rows of the result that are kept. */
	readonly limit: number | undefined;
	/** Order of the result instead of the default one. */
	readonly sort: readonly SortKey[] | undefined;
}

/** Works on a table as a whole. Pure: the table that came in stays as it is. */
export interface TableRun<S extends StageNode> {
	readonly class: 'table';
	run(table: Table, stage: S, context: TableContext): Table;
	/** The group keys that the result has; absent: those that came in. */
	keys?(stage: S): readonly string[];
}

/** Runs pipelines of its own. */
export interface PipelineRun<S extends StageNode> {
	readonly class: 'pipelines';
	/** The pipelines that stand in the stage; empty where it runs the one before it again. */
	inner(stage: S): readonly (readonly StageNode[])[];
	/** Are the rows before it only counted, because its pipelines read the records themselves? */
	readonly startsAnew: boolean;
	run(table: Table, stage: S, context: TableContext, pipelines: Pipelines): Promise<Table>;
}

/** What runs the pipelines of a stage. */
export interface Pipelines {
	/** The result before this stage, over a range that lies `shiftMs` earlier. */
	earlier(shiftMs: number): Promise<Table>;
	/**
	 * The stages before this one and these behind them.
	 *
	 * @param fields - of records, that are wanted beside the columns which are shown anyway
	 */
	with(
		stages: readonly StageNode[],
		rowsMax: number,
		fields: readonly string[],
	): Promise<PipelineResult>;
	/** Fields that the stages behind this one read. */
	readonly readLater: readonly Field[];
}

export interface PipelineResult {
	readonly table: Table;
	/** Rows there are, in the table or not. */
	readonly rowCount: number;
	/** Ms since the epoch, one a row, where rows are records. */
	readonly timesMs: readonly number[] | undefined;
}

/** Cannot run: its fault says why. Its schema is open, since nobody knows what it would do. */
export interface NoRun {
	readonly class: 'none';
}

// ── drilling down ─────────────────────────────────────────────────────────────────────────────

/** How a row of a result leads back to the events behind it. */
export interface StageDrill<S extends StageNode> {
	/** Names that it makes and that stand in no event. */
	made(stage: S): readonly string[];
	/** Does it leave rows of a table out after they were counted? */
	readonly dropsRows: boolean;
	/** Where in an event the values that it makes stand; absent: nowhere. */
	origin?(stage: S): Origin;
	/** It changes no row: without a reader of what it makes, it may go. */
	readonly idle?: true;
}

/** The values are those of an expression, or a piece of a field's text (the record's without one). */
export type Origin =
	| { readonly kind: 'expression'; readonly expression: Expression }
	| { readonly kind: 'piece'; readonly of: Field | undefined };
