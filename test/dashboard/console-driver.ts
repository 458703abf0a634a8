import { headerLine, filterLine } from '../../source/dashboard/screen/header.ts';
import { footerLine, queryLine } from '../../source/dashboard/screen/footer.ts';
import { floating } from '../../source/dashboard/screen/overlay.ts';
import { panelInputs, recordScreen } from '../../source/dashboard/screen/body.ts';
import { panelLines } from '../../source/dashboard/screen/panel-lines.ts';
import { start } from '../../source/dashboard/state/start.ts';
import type { State, StateOptions } from '../../source/dashboard/state/state.ts';
import type { Event } from '../../source/dashboard/state/event.ts';
import type { Effect } from '../../source/dashboard/state/effect.ts';
import { update } from '../../source/dashboard/update.ts';
import { lineText } from '../../source/panels/span.ts';
import type { QueryResult } from '../../source/query/port.ts';
import { aResult } from '../panels/result.ts';
import { shippedLayouts } from './layouts.ts';

export const nowMs = Date.parse('2026-03-01T12:00:00Z');
const layouts = shippedLayouts();

type Run = Extract<Effect, { kind: 'run' }>;
type Answer = (run: Run) => QueryResult;

/** Rows as the lists of the dashboards have them. */
export const someRows = aResult(
	['eventTime', 'user', 'eventName', 'sourceIPAddress', 'account'],
	[
		['2026-03-01T11:58:03Z', 'ada', 'CreateUser', '203.0.113.9', '111122223333'],
		['2026-03-01T11:02:11Z', 'bob', 'DeleteUser', '198.51.100.7', '444455556666'],
	],
	{
		kind: 'rows',
		keys: [],
		refs: [
			{ segmentId: 's', row: 7 },
			{ segmentId: 's', row: 3 },
		],
	},
);

/** Answers every query with something of its shape. */
export const usualAnswer: Answer = ({ text, range }) => {
	if (text.includes('timeslice')) {
		const stepMs = text.includes('timeslice 1h') ? 3_600_000 : 900_000;
		const firstMs = Math.ceil(range.fromMs / stepMs) * stepMs;
		return aResult(
			['_timeslice', 'eventCount'],
			[
				[firstMs, 3],
				[firstMs + stepMs, 5],
			],
			{ timeslice: { stepMs, column: '_timeslice' }, keys: ['_timeslice'] },
		);
	}

	if (/\| count /.test(text)) {
		return aResult(
			['eventName', 'eventCount'],
			[
				['CreateUser', 5],
				['DeleteUser', 2],
			],
		);
	}

	return someRows;
};

/** A person at the console: presses keys and looks at the screen. The engine answers at once. */
export class Driver {
	state: State;
	/** Effects that were not queries, in their order. */
	readonly told: Effect[] = [];
	readonly runs: Run[] = [];
	readonly #answer: Answer | null;

	/** @param answer - null leaves all queries without an answer */
	constructor(
		options: Partial<StateOptions> = {},
		answer: Answer | null = usualAnswer,
		size = { columns: 80, rows: 24 },
	) {
		this.#answer = answer;
		const [state, effects] = start({
			size,
			nowMs,
			localZone: 'Europe/Berlin',
			environment: 'prod',
			layouts,
			scope: { key: '_sourceCategory', value: 'prod' },
			...options,
		});
		this.state = state;
		this.#perform(effects);
	}

	send(event: Event): this {
		const [state, effects] = update(this.state, event);
		this.state = state;
		this.#perform(effects);
		return this;
	}

	/** Names of keys with blanks between: `down down enter`. */
	press(keys: string): this {
		for (const key of keys.split(' ')) {
			const parts = key === '-' ? ['-'] : key.split('-');
			this.send({
				kind: 'key',
				key: {
					name: parts.at(-1) ?? '',
					ctrl: parts.includes('ctrl'),
					alt: parts.includes('alt'),
					shift: parts.includes('shift'),
				},
			});
		}

		return this;
	}

	type(text: string): this {
		for (const character of text) {
			this.press(character === ' ' ? 'space' : character);
		}

		return this;
	}

	header(): string {
		return [headerLine(this.state), filterLine(this.state)].map(lineText).join('\n');
	}

	footer(): string {
		return [queryLine(this.state), footerLine(this.state)]
			.map(line => lineText(line).trimEnd())
			.join('\n');
	}

	panel(id: string): string {
		const panel = panelInputs(this.state).find(one => one.id === id);
		return panel === undefined ? '' : panelLines(panel).map(lineText).join('\n');
	}

	shown(): string[] {
		return panelInputs(this.state).map(panel => panel.id);
	}

	record(): string {
		return (recordScreen(this.state) ?? []).map(lineText).join('\n');
	}

	box(): string {
		return floating(this.state)
			.flatMap(box => box.lines.map(lineText))
			.join('\n');
	}

	/** What is marked as wrong in the line one types in. */
	underlined(): string {
		return queryLine(this.state)
			.filter(part => part.underlined === true)
			.map(part => part.text)
			.join('');
	}

	#perform(effects: readonly Effect[]): void {
		for (const effect of effects) {
			if (effect.kind !== 'run') {
				this.told.push(effect);
				continue;
			}

			this.runs.push(effect);

			if (this.#answer !== null) {
				const { slot, ticket } = effect;
				this.send({ kind: 'result', slot, ticket, result: this.#answer(effect), elapsedMs: 3 });
			}
		}
	}
}
