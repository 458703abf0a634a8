import { type Context, type NaiveRow, rowOf, type Rows } from './row.ts';
import { eventTime, timedOnly } from './row-time.ts';
import type { StageOf } from './stages.ts';
import { oldestFirst } from './transactions.ts';
import { asText } from './value.ts';

type Pattern = StageOf<'sessionize'>['patterns'][number];

interface Session {
	readonly rows: readonly NaiveRow[];
	readonly values: Readonly<Record<string, string>>;
}

const sessionsMax = 10_000;
const lower = ({ field }: Pattern['takes'][number]) => field.name.toLowerCase();

/** The texts between the literals of a pattern, or nothing where it does not fit. */
function textsIn(text: string, { literals, takes }: Pattern): readonly string[] | undefined {
	const escaped = literals.map(literal => literal.replace(/[^A-Za-z0-9]/g, '\\$&'));
	const last = literals.length - 1;
	const source = escaped.reduce(
		(before, literal, index) =>
			`${before}(${index === last && literal === '' ? '[^]*' : '[^]*?'})${literal}`,
	);
	const match = new RegExp(source, 'i').exec(text);
	return match?.slice(1).map((found, index) => {
		if (takes[index]?.isKnown !== true) {
			return found;
		}

		const part = String.raw`[^\s"'<>,;()\[\]{}]*`;
		if (index === last - 1 && literals[last] === '') {
			return new RegExp(`^${part}`).exec(found)?.[0] ?? '';
		}

		return index === 0 && literals[0] === ''
			? (new RegExp(`${part}$`).exec(found)?.[0] ?? '')
			: found;
	});
}

/** Tries each event with each session so far. */
export function sessionize(state: Rows, stage: StageOf<'sessionize'>, context: Context): Rows {
	const events = oldestFirst(timedOnly(state.rows, 'sessionize', context));
	const join = (sessions: readonly Session[], pattern: Pattern): readonly Session[] => {
		const found = events.flatMap(row => {
			const texts = textsIn(asText(row.get('_raw') ?? ''), pattern);
			return texts === undefined ? [] : [{ row, texts }];
		});
		const made = sessions.flatMap(({ rows, values }) =>
			found.flatMap(({ row, texts }): readonly Session[] => {
				const fits = pattern.takes.every(
					(take, index) => (values[lower(take)] ?? texts[index]) === texts[index],
				);
				const taken = pattern.takes.map((take, index) => [lower(take), texts[index]!] as const);
				return fits && !rows.includes(row)
					? [{ rows: [...rows, row], values: { ...values, ...Object.fromEntries(taken) } }]
					: [];
			}),
		);
		if (made.length > sessionsMax) {
			context.warn(`sessionize makes ${sessionsMax} sessions and stops there`);
		}

		return made.slice(0, sessionsMax);
	};

	const sessions = stage.patterns.reduce(join, [{ rows: [], values: {} }]);
	const takes = stage.patterns.flatMap(pattern => pattern.takes);
	const names = takes
		.filter((take, index) => takes.findIndex(other => lower(other) === lower(take)) === index)
		.map(({ field }) => field.name);
	const columns = ['_messageTime', ...names, '_raw'];
	return {
		isTable: true,
		columns,
		rows: sessions.map(({ rows, values }) => {
			const own = events.filter(row => rows.includes(row));
			return rowOf(columns, [
				eventTime(own[0]!),
				...names.map(name => values[name.toLowerCase()]!),
				own.map(row => asText(row.get('_raw') ?? '')).join('\n'),
			]);
		}),
	};
}
