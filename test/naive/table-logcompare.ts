import { signatureId, signaturesOf } from './cluster.ts';
import { sorted } from './order.ts';
import { type Context, rowOf, type Rows } from './row.ts';
import type { StageOf } from './stages.ts';
import { clusteredText } from './table-logreduce.ts';

const columns = [
	'_count',
	'_baselineCount',
	'_deltaPercentage',
	'_anomalyScore',
	'_isNew',
	'_signature_id',
	'_signature',
];

/** Counts signatures of two sets of rows, and how much each changed. */
export function logcompare(
	now: Rows,
	past: Rows,
	stage: StageOf<'logcompare'>,
	context: Context,
): Rows {
	const [nowTexts, pastTexts] = [now, past].map(({ rows }) => {
		const texts = rows.map(row => clusteredText(row, stage)).filter(text => text !== undefined);
		return { texts, left: rows.length - texts.length };
	}) as [{ texts: string[]; left: number }, { texts: string[]; left: number }];
	const left = nowTexts.left + pastTexts.left;
	if (left > 0) {
		context.warn(`logcompare leaves out ${left} events without ${stage.field?.name ?? '_raw'}`);
	}

	const signatures = signaturesOf([...nowTexts.texts, ...pastTexts.texts]);
	const all = [...new Set(signatures.values())];
	const rows = all.map(signature => {
		const counted = (texts: readonly string[]) =>
			texts.filter(text => signatures.get(text) === signature).length;
		const [count, before] = [counted(nowTexts.texts), counted(pastTexts.texts)];
		const ratio = (part: number, texts: readonly string[]) => part / Math.max(1, texts.length);
		const [share, shareBefore] = [ratio(count, nowTexts.texts), ratio(before, pastTexts.texts)];
		const p = (count + 1) / (nowTexts.texts.length + all.length);
		const q = (before + 1) / (pastTexts.texts.length + all.length);
		return rowOf(columns, [
			count,
			before,
			before === 0 ? Infinity : ((share - shareBefore) / shareBefore) * 100,
			(p - q) * Math.log(p / q),
			before === 0,
			signatureId(signature),
			signature,
		]);
	});
	return {
		isTable: true,
		columns,
		rows: sorted(rows, [
			{ name: '_anomalyScore', descending: true },
			{ name: '_count', descending: true },
			{ name: '_signature', descending: false },
		]),
	};
}
