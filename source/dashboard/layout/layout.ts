import * as z from 'zod';
import { readSpoken } from '../../text/when/when.ts';

/** The ways in which a panel can show its result. */
export const viewKinds = [
	'single-value',
	'table',
	'pie',
	'bar',
	'cells',
	'column',
	'stacked-bar',
	'line',
	'outlier',
	'map',
] as const;

export type ViewKind = (typeof viewKinds)[number];

const word = z
	.string()
	.regex(
		/^[A-Za-z][A-Za-z0-9_-]*$/,
		'a word of letters, digits, - and _ that starts with a letter',
	);

/** Whether a text is a range depends on no time. */
const someTime = { nowMs: Date.UTC(2024, 11, 31, 12), timeZone: 'UTC' };

const panelSchema = z
	.strictObject({
		id: word.describe('Short and unique among all dashboards: OV1'),
		title: z.string().min(1),
		view: z.enum(viewKinds),
		query: z.string().min(1).describe('May hold {{name}} of a variable below'),
		about: z
			.strictObject({
				counts: z.string().describe('What the panel counts, as a sentence'),
				differs: z
					.string()
					.optional()
					.describe('How and why the number differs from the reference product'),
			})
			.describe('Shown by the key i'),
		range: z
			.string()
			.superRefine((text, context) => {
				const read = readSpoken(text, someTime);
				if (!read.ok) {
					context.addIssue({ code: 'custom', message: `${read.reason}; write ${read.example}` });
				}
			})
			.optional()
			.describe(
				'A time range of its own, such as 7d or yesterday, or another of `trailtop help time`; else that of the dashboard',
			),
		columns: z
			.array(z.string().min(1))
			.optional()
			.describe(
				'Columns of a table that are shown, in this order; of cells, names that are shown also where the result has none',
			),
	})
	.describe('One query and how to show it');

const variableSchema = z
	.strictObject({
		default: z.string().describe('* stands for everything'),
		help: z.string(),
		values: z.array(z.string()).min(1).optional(),
	})
	.describe('Written {{name}} in the queries');

const rowsSchema = z
	.array(z.array(z.string()).min(1))
	.min(1)
	.describe('Rows from top to bottom. "AS1/AS2" stacks two panels; "AS1 2" takes two shares');

/** The schema of a dashboard file. */
export const layoutFileSchema = z
	.strictObject({
		name: word.describe('As in trailtop show NAME'),
		title: z.string().min(1),
		key: z.int().min(1).max(9).optional().describe('The digit that opens it'),
		description: z.string(),
		variables: z.record(word, variableSchema).optional(),
		grid: z
			.strictObject({
				wide: rowsSchema.optional().describe('From 160 columns on'),
				medium: rowsSchema.optional().describe('From 100 columns on'),
				narrow: rowsSchema.optional().describe('Below that'),
			})
			.optional()
			.describe('Without it, panels are placed in their order'),
		focus: z.string().optional().describe('The id of the panel that is chosen first'),
		panels: z.array(panelSchema).min(1),
	})
	.describe('A trailtop dashboard');

export type LayoutFile = z.infer<typeof layoutFileSchema>;
export type Panel = LayoutFile['panels'][number];

type LayoutVariable = z.infer<typeof variableSchema>;

/** One cell of a grid row: panels on top of each other, and its share of the row's width. */
export interface GridCell {
	readonly stack: readonly string[];
	readonly weight: number;
}

export type GridRows = readonly (readonly GridCell[])[];
export type GridSize = 'wide' | 'medium' | 'narrow';

/** A checked dashboard. */
export interface Layout {
	readonly name: string;
	readonly title: string;
	readonly key: number | undefined;
	readonly description: string;
	readonly variables: Readonly<Record<string, LayoutVariable>>;
	readonly panels: readonly Panel[];
	readonly grid: Readonly<Partial<Record<GridSize, GridRows>>>;
	/** The panel that is chosen until another one is; absent: the first. */
	readonly focus?: string;
}

/**
 * The JSON Schema of a dashboard file, for editors; layouts/layout.schema.json is generated from
 * it.
 */
export function layoutSchema(): Record<string, unknown> {
	return z.toJSONSchema(layoutFileSchema) as Record<string, unknown>;
}
