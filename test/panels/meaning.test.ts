import { expect, test } from 'vitest';
import { meaningRole, severityRole } from '../../source/panels/meaning.ts';
import { bySeverity, seriesStyles } from '../../source/panels/series-style.ts';
import { drawColumn } from '../../source/panels/column.ts';
import { drawLine } from '../../source/panels/line.ts';
import { drawPie } from '../../source/panels/pie.ts';
import { drawTable } from '../../source/panels/table.ts';
import type { Drawing } from '../../source/panels/model.ts';
import { seriesColoursMax } from '../../source/panels/span.ts';
import type { Role } from '../../source/panels/span.ts';
import { aFrame, aResult, hourly } from './result.ts';

const rolesOf = (drawing: Drawing, text: RegExp): ReadonlySet<Role> =>
	new Set(
		drawing.lines.flatMap(line =>
			line.filter(part => text.test(part.text)).map(({ role }) => role),
		),
	);
const blocks = /^[█▓▒░]+$/;

test.each([
	['Success', 'good'],
	['Failure', 'bad'],
	['AccessDenied', 'denied'],
	['AccessDeniedException', 'denied'],
	['Client.UnauthorizedOperation', 'denied'],
	['critical', 'severity-critical'],
	['Info', 'severity-info'],
	['ThrottlingException', undefined],
	['ada', undefined],
	['AccessDenied/ada', undefined],
	['constructor', undefined],
	['__proto__', undefined],
	['', undefined],
])('%s has the colour %s wherever it stands', (name, role) => {
	expect(meaningRole(name)).toBe(role);
});

test('names that mean nothing are told apart, and what is denied for several reasons has shades of one colour', () => {
	const roles = (...names: string[]) => seriesStyles(names).map(({ role }) => role);
	expect(roles('ada', 'Failure', 'bob')).toEqual(['series-6', 'bad', 'series-4']);
	expect(roles('Forbidden', 'x', 'AccessDenied', 'Unauthorized', 'NotAuthorized')).toEqual([
		'denied-2',
		'series-5',
		'denied',
		'denied-1',
		'series-6',
	]);
	expect(new Set(roles('Failure', 'Failed')).size).toBe(2);
	expect(roles('Failure', 'Failed')).not.toContain('bad');
	expect(new Set(seriesStyles(['Success', 'Failure', 'x']).map(({ fill }) => fill)).size).toBe(3);
});

test('a name has one colour in every chart, whatever stands beside it', () => {
	const roleIn = (name: string, ...names: string[]) =>
		seriesStyles(names)[names.indexOf(name)]?.role;
	for (const [code, role] of [
		['AccessDenied', 'denied'],
		['AccessDeniedException', 'denied-1'],
		['Client.UnauthorizedOperation', 'denied-2'],
	] as const) {
		expect(roleIn(code, code)).toBe(role);
		expect(roleIn(code, 'Failure', code)).toBe(role);
		expect(roleIn(code, 'Forbidden', 'NotAuthorized', code, 'Unauthorized')).toBe(role);
	}

	const [alone = '', other = ''] = ['CreatePolicy', 'PutObject'];
	expect(roleIn(alone, alone)).toBe('series-0');
	expect(roleIn(alone, alone, other)).toBe(roleIn(alone, alone, 'DeleteTrail', other));
	expect(roleIn(alone, 'Failure', alone)).toBe(roleIn(alone, alone, other));
	// Where two have the same letters' colour, the larger one keeps it, and all are told apart.
	const many = Array.from({ length: seriesColoursMax }, (_, index) => `user-${index}`);
	expect(new Set(seriesStyles(many).map(({ role }) => role)).size).toBe(seriesColoursMax);
	expect(seriesStyles(many)[0]?.role).toBe(roleIn('user-0', 'user-0', 'Failure'));
});

test('severities stand in their order, the worst first, and only where all are severities', () => {
	const named = (...names: string[]) => names.map(label => ({ label }));
	expect(bySeverity(named('low', 'critical', 'medium'))).toEqual(
		named('critical', 'medium', 'low'),
	);
	expect(bySeverity(named('low', 'critical', 'ada'))).toEqual(named('low', 'critical', 'ada'));
});

test('columns, lines, shares and tables agree on the colour of a name', () => {
	const overTime = hourly(
		[
			[3, 9],
			[4, 8],
		],
		['high', 'low'],
	);
	expect(rolesOf(drawColumn(overTime, aFrame(60, 9)), blocks)).toEqual(
		new Set<Role>(['severity-high', 'severity-low']),
	);
	expect(rolesOf(drawLine(overTime, aFrame(60, 9)), /^[█▓▒░]{2}$/)).toEqual(
		new Set<Role>(['severity-high', 'severity-low']),
	);
	const shares = aResult(
		['severity', 'count'],
		[
			['high', 3],
			['low', 5],
		],
	);
	expect(rolesOf(drawPie(shares, aFrame(60, 9)), blocks)).toEqual(
		new Set<Role>(['severity-high', 'severity-low']),
	);
	expect(rolesOf(drawTable(shares, aFrame(60, 9)), /^high/)).toEqual(
		new Set<Role>([severityRole('high') ?? 'text']),
	);
	const results = aResult(['result'], [['Success'], ['Failure'], ['AccessDenied']]);
	const table = drawTable(results, aFrame(60, 9));
	expect([/^Succ/, /^Fail/, /^Acc/].map(text => [...rolesOf(table, text)])).toEqual([
		['good'],
		['bad'],
		['denied'],
	]);
});
