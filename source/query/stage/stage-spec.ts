import type { Advice } from '../syntax/advice.ts';
import type { OrderedRows } from '../frame/ordered-rows.ts';
import type { Frame } from '../frame/frame.ts';
import type { Table, TableContext } from '../frame/table.ts';
import type { Reader } from '../syntax/reader.ts';
import type {
	AggregateCall,
	Expression,
	Field,
	RegexText,
	Search,
	SortKey,
	StageNode,
} from '../syntax/tree.ts';
import type { Fault, Span } from '../value.ts';
import type { StageCompletion } from './stage-completion.ts';
import type { Schema } from './schema.ts';
import type { StageContext } from './stage-context.ts';

/**
 * The descriptor of one kind of stage. Reader, printer, checks, planner, engine, completion,
 * drill-down and manual use it. A missing member does not compile.
 */
export interface StageSpec<S extends StageNode = StageNode> {
	readonly kind: S['kind'];
	/** Undefined for stages without a word of their own, such as `expression as name`. */
	readonly help: StageHelp | undefined;
	/** Reads what follows the stage's words; fails through the reader. */
	read(reader: Reader): Body<S>;
	/** The stage as text: reading it gives an equal stage, spans aside. */
	print(stage: S, printing: Printing): string;
	/** Its name for people, in counts and warnings: `parse regex`, `count by`. */
	name(stage: S): string;
	/** The text of `explain` after the name. */
	explain(stage: S): string;
	/** Every field that it reads, in the order of the text. */
	reads(stage: S): readonly Field[];
	/** The schema after it, given the schema before it. */
	makes(stage: S, before: Schema): Schema;
	/** The columns of the table that it makes anew, in order; absent: it makes none, or the data says which. */
	columns?(stage: S, before: Schema): readonly TitledColumn[];
	readonly run: StageRun<S>;
	readonly complete: StageCompletion;
	readonly drill: StageDrill<S>;
	/** Reports faults that only this stage can find. */
	check?(stage: S, checking: StageCheck): void;
	/** Its expression, when it has one. */
	expression?(stage: S): Expression;
	/** The stage with another expression; present where `expression` is. */
	withExpression?(stage: S, expression: Expression): S;
	/**
	 * Set where the stages before it are run again, over other ranges or behind another search. What one of them
	 * chooses by the place of rows among all others, as `limit` does, is chosen there anew. `fault`: then nothing is
	 * found that the query asks for; `warning`: each range is judged by what it has left.
	 */
	readonly runsBeforeAgain?: Fault['severity'];
	/** It keeps rows by their place, so that of a row that is gone nothing can be said. */
	readonly keepsByPlace?: true;
	/**
	 * Whether the text that it makes under a name sorts as text although it looks like a number.
	 */
	sortsAsText?(stage: S, field: Field): boolean | undefined;
}

/** A column of a new table, whose title no other one has. */
export interface TitledColumn {
	readonly name: string;
	/** Of what the query calls so; undefined: it has the title whatever the query says. */
	readonly span: Span | undefined;
	/** Whether the query may name it with `as`. */
	readonly takesAs: boolean;
}

/** A stage before it is known where it ends. */
export type Body<S extends StageNode> = Omit<S, 'span'>;

/** A stage's words, for the manual, did-you-mean and completion. */
export interface StageHelp {
	/** As written first: `parse regex`. */
	readonly name: string;
	readonly aliases?: readonly string[];
	readonly group: 'extract' | 'rows' | 'aggregate' | 'table' | 'enrich';
	/** The required input: `rows` before the first aggregate, `table` after one. */
	readonly takes: 'rows' | 'table' | 'any';
	/** How important it is: `must` is used by CloudTrail dashboards. */
	readonly tier: 'must' | 'should' | 'later';
	readonly syntax: string;
	/** One line. */
	readonly help: string;
	/** Text that completion inserts. */
	readonly snippet: string;
	/** Words with a special meaning inside the stage, lower-case, for highlighting. */
	readonly keywords: readonly string[];
	/** A whole query. */
	readonly example: string;
}

/** What printing a stage may use besides the stage. */
export interface Printing {
	/** Of the whole query, which spans point into. */
	readonly text: string;
	/** Prints a stage inside this one. */
	stage(inner: StageNode): string;
}

/** What a stage's own check may use. */
export interface StageCheck {
	/** The input schema. */
	readonly schema: Schema;
	/** Of the whole query. */
	readonly text: string;
	/** Whether the name can have a value here. True when it cannot be decided. */
	has(name: string): boolean;
	/** Warns of a field that does not exist. */
	unknown(field: Field): void;
	/** Whether a later stage of the pipeline may read one of these fields. */
	isReadLater(names: readonly string[]): boolean;
	/** Adds the fault of a regex that cannot run. */
	regex(regex: RegexText): void;
	/** The answer of the nearest earlier stage that knows the field. */
	sortsAsText(field: Field): boolean;
	/** @param span - without it, the name of the stage */
	add(severity: Fault['severity'], message: string, advice: Advice, span?: Span): void;
}

// ── running ───────────────────────────────────────────────────────────────────────────────────

export type StageRun<S extends StageNode> =
	RowRun<S> | OrderRun<S> | GroupRun<S> | TableRun<S> | PipelineRun<S> | NoRun;

/** Reads one row at a time, in any order. */
export interface RowRun<S extends StageNode> {
	readonly class: 'rows';
	/** @param noted - a later strict extraction needs the rows that this `nodrop` one matched */
	start(stage: S, context: StageContext, noted: boolean): RowStep;
	/**
	 * Set for a stage that extracts values from text. Neighbouring extractions share which rows
	 * they matched.
	 */
	readonly extraction?: Extraction<S>;
	/** The columns that remain; absent: all, and those that it makes. */
	chooses?(stage: S): Choice;
	/** What it reads besides the fields of `reads`. */
	demands?(stage: S): Demands;
	/**
	 * What the result over one segment depends on besides the stage itself; undefined when the
	 * result cannot be cached between runs. Absent: nothing else.
	 */
	keptBy?(stage: S, context: StageContext): readonly unknown[] | undefined;
	/**
	 * The same for results that outlive the process; undefined when they cannot. To be given with
	 * `keptBy`: without it nothing is stored.
	 */
	storedBy?(stage: S, context: StageContext): readonly unknown[] | undefined;
	/** What is missing for it, and what brings that; undefined when all is there. Absent: never. */
	lacks?(stage: S, context: StageContext): string | undefined;
	/**
	 * Set for a stage that must know other records before it sees its rows: the stage with what it has
	 * learned. Its results are not cached, so `keptBy` is to give undefined.
	 *
	 * @throws TooLarge, Cancelled
	 */
	learn?(stage: S, context: StageContext, pipelines: Pipelines): Promise<S>;
	/** Whether what it makes are fields of the record under their own names. Absent: no. */
	restates?(stage: S): boolean;
	/** How it runs, for `explain`; absent: in the order of the query. */
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
	/**
	 * Whether it keeps rows in which nothing was found; undefined when the stage is not part of the
	 * run.
	 */
	nodrop(stage: S): boolean | undefined;
}

/** The columns that `fields` keeps, in order, or removes. */
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

/** A row stage that is ready to run on frames; one that multiplies rows returns a new frame. */
export interface RowStep {
	run(frame: Frame): Frame;
	/** Names that it has made so far, in order; `json auto` finds them while it runs. */
	made(): readonly string[];
}

/** Needs the rows in their order. */
export interface OrderRun<S extends StageNode> {
	readonly class: 'order';
	run(ordered: OrderedRows, stage: S, context: StageContext): OrderedRows;
	/** Names of the fields that it adds. */
	made(stage: S): readonly string[];
}

/** Makes groups of rows. */
export interface GroupRun<S extends StageNode> {
	readonly class: 'group';
	group(stage: S): Grouping;
	/** Warns of groups that a limit cuts which is not written in the query. */
	readonly limitIsOurs: boolean;
	/** Its effect on a table, when that is not grouping. */
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

/** Works on a table as a whole. Pure: the input table is not changed. */
export interface TableRun<S extends StageNode> {
	readonly class: 'table';
	run(table: Table, stage: S, context: TableContext): Table;
	/** The group keys that the result has; absent: those that came in. */
	keys?(stage: S): readonly string[];
	/** It makes values into columns. */
	readonly transposes?: true;
}

/** Runs pipelines of its own. */
export interface PipelineRun<S extends StageNode> {
	readonly class: 'pipelines';
	/** The inner pipelines; empty when it runs the stages before it again. */
	inner(stage: S): readonly (readonly StageNode[])[];
	/** Its pipelines are of a search of their own, and not of the rows before it. */
	readonly isApart?: boolean;
	/** Searches in it, which narrow that of the query or take its place. */
	searches?(stage: S): readonly Search[];
	/**
	 * True when its pipelines read the records themselves, so that the rows before it are only
	 * counted.
	 */
	readonly startsAnew: boolean;
	/** The group keys that the result has; absent: those that came in. */
	keys?(stage: S): readonly string[];
	run(table: Table, stage: S, context: TableContext, pipelines: Pipelines): Promise<Table>;
}

/** Runs the pipelines of a stage. */
export interface Pipelines {
	/** The result before this stage, for a range that is `shiftMs` earlier. */
	earlier(shiftMs: number): Promise<Table>;
	/** These stages behind those before this one, or behind another query, over another range. */
	elsewhere(where: Elsewhere, stages: readonly StageNode[]): Promise<Table>;
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
	/** As `with`, behind a narrower search and stages that follow it. */
	narrowed(query: InnerQuery): Pipelines['with'];
	/** Whether the column counts or adds, so that a group that is not there stands for 0. */
	countsNothingAsZero(column: string): boolean;
	/** Time of the oldest record of the store in ms since the epoch; Infinity without any. */
	readonly storeStartMs: number;
	/** Fields that the later stages read. */
	readonly readLater: readonly Field[];
	readonly fieldsBefore: FieldsBefore;
}

/** The fields that rows have beside those of their records. Sets are in lower case. */
export interface FieldsBefore {
	/** By the stages before this one. */
	readonly made: ReadonlySet<string>;
	/** By `fields -`. */
	readonly dropped: ReadonlySet<string>;
	/** Whether `fields` chose some, so that rows have no others. */
	readonly areChosen: boolean;
	/** From records. */
	readonly derived: readonly string[];
}

/** A range in ms since the epoch, its end exclusive, and what is asked of it. */
export interface Elsewhere {
	readonly fromMs: number;
	readonly toMs: number;
	/** Undefined: the search and the stages before this one. */
	readonly query: InnerQuery | undefined;
}

/** A query inside of a stage. */
export interface InnerQuery {
	readonly search: Search;
	readonly stages: readonly StageNode[];
}

export interface PipelineResult {
	readonly table: Table;
	/** The columns that are shown anyway: the first ones of the table. */
	readonly shown: readonly string[];
	/** Names that stages made of records, also those that only the data shows. */
	readonly made: readonly string[];
	/** Total number of rows, also those not in the table. */
	readonly rowCount: number;
	/** Ms since the epoch, one a row, where rows are records. */
	readonly timesMs: readonly number[] | undefined;
}

/**
 * A stage that cannot run; its fault says why. Its schema is open, because its effect is unknown.
 */
export interface NoRun {
	readonly class: 'none';
}

// ── drilling down ─────────────────────────────────────────────────────────────────────────────

/** How a row of a result leads back to the events behind it. */
export interface StageDrill<S extends StageNode> {
	/** Names that it makes and that no event has. */
	made(stage: S): readonly string[];
	/** Whether it removes rows of a table after they were counted. */
	readonly dropsRows: boolean;
	/** Where an event has the values that it makes; absent: nowhere. */
	origin?(stage: S): Origin;
	/** It changes no rows, so it can be left out when nothing reads its fields. */
	readonly idle?: true;
}

/** The values are those of an expression, or a piece of a field's text (the record's without one). */
export type Origin =
	| { readonly kind: 'expression'; readonly expression: Expression }
	| { readonly kind: 'piece'; readonly of: Field | undefined };
