import { detect, type Detected } from '../findings/detect.ts';
import {
	allOf,
	isText,
	nowhere,
	fieldOf,
	textLiteral,
	numberTest,
} from '../findings/expressions.ts';
import { findingRecordsMax, titleOf, type Finding } from '../findings/finding.ts';
import { isAtLeast, severities, type Rule, type Severity } from '../findings/rule.ts';
import type { Engine, MatchProgress } from '../query/port.ts';
import type { Expression } from '../query/syntax/tree.ts';
import type { Value } from '../query/value.ts';
import { formatPlural } from '../text/number.ts';
import { withMaskedUrls } from '../text/url.ts';
import { Unanswered } from '../story/asker.ts';
import { queryOf } from '../story/conditions.ts';
import type { Inquiry } from './inquiry.ts';
import type {
	ReportChart,
	ReportColumn,
	ReportPart,
	ReportRange,
	ReportRule,
	ReportSection,
	ReportTable,
} from './report.ts';

/** Findings of the table, the most severe ones; of more, how many there are. */
export const findingsListedMax = 50;

export interface FindingsWish {
	readonly rules: readonly Rule[];
	/** Less severe ones are counted and not listed. */
	readonly severity: Severity;
	/** Records beside these are not looked at; undefined: all are. */
	readonly scope: Expression | undefined;
	readonly onProgress: (progress: MatchProgress) => void;
}

/**
 * What rules find in the range.
 *
 * @param buckets - of the chart above, so that both have the same
 * @throws Unanswered
 */
export async function tellFindings(
	engine: Engine,
	inquiry: Inquiry,
	{ rules, severity, scope, onProgress }: FindingsWish,
	{ buckets, stepMs }: Pick<ReportChart, 'buckets' | 'stepMs'>,
	signal: AbortSignal | undefined,
): Promise<ReportSection> {
	const scoped = scope === undefined ? rules : rules.map(rule => scopedRule(rule, scope));
	const detected = await detect(engine, scoped, inquiry.request, {
		onProgress,
		...(signal && { signal }),
	});
	if (!detected.ok) {
		throw new Unanswered('fault' in detected ? { ok: false, faults: [detected.fault] } : detected);
	}

	detected.warnings.forEach(warning => inquiry.warnings.add(warning));
	const shown = detected.findings.filter(finding => isAtLeast(finding.severity, severity));
	const parts: ReportPart[] = [
		{ kind: 'note', text: countWords(detected, severity) },
		...(shown.length === 0
			? []
			: [
					overTime(
						shown,
						buckets.map(({ timeMs }) => timeMs),
						stepMs,
					),
					tableOf(shown, inquiry),
					{ kind: 'rules' as const, rules: rulesOf(shown) },
				]),
		...notesOf(detected).map(text => ({ kind: 'note' as const, text })),
	];
	return { id: 'findings', title: 'Findings', parts };
}

function scopedRule(rule: Rule, scope: Expression): Rule {
	const probes = rule.probes.map(probe => ({
		...probe,
		condition: allOf([probe.condition, scope]),
	}));
	return { ...rule, probes };
}

function countWords({ findings }: Detected, severity: Severity): string {
	const by = severities
		.toReversed()
		.map(level => ({
			level,
			count: findings.filter(({ severity: own }) => own === level).length,
		}))
		.filter(({ count }) => count > 0)
		.map(({ level, count }) => `${count} ${level}`);
	const all =
		findings.length === 0
			? 'No findings'
			: `${formatPlural(findings.length, 'finding')}: ${by.join(', ')}`;
	const less = findings.filter(finding => !isAtLeast(finding.severity, severity)).length;
	const left = less === 0 ? '' : ` ${formatPlural(less, 'finding')} below ${severity} not listed.`;
	return `${all}.${left}`;
}

/** What a reader must know who takes no finding for nothing there. */
function notesOf({ silenced, learning }: Detected): readonly string[] {
	const told = [...silenced].map(([id, count]) => `${id} (${formatPlural(count, 'hit')})`);
	const ids = learning.map(({ rule }) => rule.id);
	return [
		...(told.length > 0 ? [`Silenced by exceptions of their rules: ${told.join(', ')}.`] : []),
		...(ids.length > 0
			? [`Still learning what is usual, so without findings yet: ${ids.join(', ')}.`]
			: []),
	];
}

/** Findings by the time of their first record; what began before the range is in its first bucket. */
function overTime(
	findings: readonly Finding[],
	starts: readonly number[],
	stepMs: number,
): ReportChart {
	const levels = severities.toReversed().filter(level => findings.some(of(level)));
	const placed = findings.map(finding => ({
		severity: finding.severity,
		bucket: Math.max(
			0,
			starts.findLastIndex(startMs => startMs <= finding.firstMs),
		),
	}));
	return {
		kind: 'chart',
		title: 'Findings over time, by their first record',
		series: levels.map(level => ({ name: level, tone: level })),
		stepMs,
		buckets: starts.map((timeMs, index) => ({
			timeMs,
			counts: levels.map(
				level => placed.filter(one => one.bucket === index && of(level)(one)).length,
			),
		})),
		queryId: undefined,
	};
}

function of(level: Severity): (one: { readonly severity: Severity }) => boolean {
	return ({ severity }) => severity === level;
}

const columns: readonly ReportColumn[] = [
	{ title: 'severity', kind: 'severity' },
	{ title: 'finding', kind: 'words' },
	{ title: 'who or what', kind: 'value' },
	{ title: 'account', kind: 'value' },
	{ title: 'region', kind: 'value' },
	{ title: 'first', kind: 'time' },
	{ title: 'last', kind: 'time' },
	{ title: 'records', kind: 'count' },
	{ title: 'query', kind: 'query' },
];

function tableOf(findings: readonly Finding[], inquiry: Inquiry): ReportTable {
	const rows = findings
		.slice(0, findingsListedMax)
		.map((finding): readonly Value[] => [
			finding.severity,
			`${finding.rule.id} ${withMaskedUrls(titleOf(finding))}`,
			whoOf(finding),
			finding.account,
			finding.regions.join(' '),
			finding.firstMs,
			finding.lastMs,
			finding.count,
			recordsQuery(finding, inquiry),
		]);
	return {
		kind: 'table',
		title: 'The most severe first',
		columns,
		rows,
		rowCount: findings.length,
		queryId: undefined,
	};
}

function whoOf({ by }: Finding): Value {
	return by.length === 1 ? (by[0] ?? null) : by.map(value => String(value ?? '')).join(' · ');
}

const idForm = /^[\w-]{1,64}$/;

/** A query of its records, where it knows them all by names that can be written. */
function recordsQuery(finding: Finding, inquiry: Inquiry): Value {
	const { eventIds, count, account, firstMs, lastMs } = finding;
	const names = [...eventIds, ...(account === null ? [] : [String(account)])];
	if (count > findingRecordsMax || names.some(name => !idForm.test(name))) {
		return null;
	}

	const list = [...new Set(eventIds)].map(textLiteral);
	const isOneOf: Expression = {
		kind: 'in',
		operand: fieldOf('eventID'),
		list,
		negated: false,
		span: nowhere,
	};
	// One event may be in the trails of several accounts.
	const isOfAccount = account === null ? [] : [isText('_account', String(account))];
	const times = [
		numberTest(fieldOf('_messageTime'), '>=', firstMs),
		numberTest(fieldOf('_messageTime'), '<=', lastMs),
	];
	const range = rangeOf(finding, inquiry.request);
	return inquiry.number(queryOf(allOf([isOneOf, ...isOfAccount, ...times])), range);
}

/** What is found by what was before may begin before the range. */
function rangeOf({ firstMs }: Finding, { fromMs, toMs }: ReportRange): ReportRange | undefined {
	return firstMs < fromMs ? { fromMs: firstMs, toMs } : undefined;
}

function rulesOf(findings: readonly Finding[]): readonly ReportRule[] {
	const rules = new Map<string, Rule>();
	findings.forEach(({ rule }) => rules.set(rule.id, rule));
	return [...rules.values()].map(({ id, title, severity, why, description, attack }) => ({
		id,
		title: withMaskedUrls(inOneLine(title)),
		severity,
		why: withMaskedUrls(inOneLine(why === '' ? description : why)),
		attack,
		findingCount: findings.filter(({ rule }) => rule.id === id).length,
	}));
}

/** In a file of rules a text may have as many lines as its author likes. */
function inOneLine(text: string): string {
	return text.trim().replaceAll(/\s*\n\s*/g, ' ');
}
