import { expect, test } from 'vitest';
import { locationOf } from '../../../source/dashboard/state/state.ts';
import { readTimeRange } from '../../../source/app/time-range.ts';
import { parse } from '../../../source/query/language/parse.ts';
import { print } from '../../../source/query/language/print.ts';
import { cellWidth } from '../../../source/text/width.ts';
import { spokenBy } from '../../text/spoken-by.ts';
import { Driver } from '../console-driver.ts';

const shellArguments = ['--env', 'prod', '--store', "/srv/o'brien's"];
const someId = '11111111-2222-4333-8444-555555555555';

function copied(driver: Driver): { readonly text: string; readonly what: string } {
	const effect = driver.press('!').told.findLast(({ kind }) => kind === 'copy');
	return effect?.kind === 'copy' ? effect : { text: '', what: '' };
}

/** The arguments that a real shell hands over. */
function spoken(driver: Driver): string[] {
	return spokenBy([copied(driver).text])[0] ?? [];
}

test('of a panel ! copies its query as it ran, with its range and where it is stored', () => {
	const filters = { user: { include: ["$(id) 'x' \u001b[31m\n"], exclude: ['!b'] } };
	const driver = new Driver({
		dashboard: 'access',
		shellArguments,
		variables: { filters, text: 'word', params: {} },
	});
	const { text, what } = copied(driver);
	expect(text).not.toMatch(/\p{Cc}/u);
	const [word, query = '', ...flags] = spoken(driver);
	const ran = driver.runs[0];
	expect(word).toBe('query');
	expect(print(parse(query).query)).toBe(print(parse(ran?.text ?? '').query));
	expect(flags.slice(0, 4)).toEqual(shellArguments);
	expect(flags[4]).toBe('--since');
	expect(flags[6]).toBe('--until');
	expect(readTimeRange(flags[5], flags[7], 0, 'UTC')).toEqual(ran?.range);
	expect(what).toMatch(/^trailtop query .*…$/);
	expect(cellWidth(`${what} sent to the clipboard`)).toBeLessThan(80);
});

test('a query of several lines is one, but for what a line break means in it', () => {
	const driver = new Driver({ dashboard: 'access' });
	const ask = (query: string) => {
		driver.press('/ ctrl-u');
		driver.send({ kind: 'paste', text: query });
		return spoken(driver.press('enter'))[1] ?? '';
	};

	expect(ask('*\n| count\nby user')).toBe('* | count by user');
	expect(ask('* // all of\n| count')).toBe('* // all of\n| count');
	expect(ask('-word')).toBe(' -word');
});

test('of a record it copies a query of just it, of a finding what explains its rule', () => {
	const driver = new Driver({ dashboard: 'access', shellArguments: ['--env', '-x'] });
	driver.press('/ ctrl-u').type('*').press('enter enter !');
	expect(driver.footer()).toContain('the record has not come yet');
	const { id } = locationOf(driver.state) as { id: string };
	const send = (record: unknown) =>
		driver.send({ kind: 'record', id, json: JSON.stringify(record) });
	send({ eventID: someId, eventTime: '2026-03-01T11:58:03Z' });
	expect(spoken(driver)).toEqual([
		...['query', `* | where eventID = "${someId}"`, '--env=-x'],
		...['--since', '2026-03-01T11:58:03.000Z', '--until', '2026-03-01T11:58:04.000Z'],
		...['--format', 'ndjson'],
	]);
	send({ eventName: 'CreateUser' }).press('!');
	expect(driver.footer()).toContain('no command says this: this record has no eventID');
	send({ eventID: '{{"\'$(id)\n-' });
	expect(spoken(driver)[1]).toContain('concat(');
	driver.send({
		kind: 'record',
		id,
		ref: { segmentId: 'findings:1.0', row: 0 },
		json: JSON.stringify({ finding: 'x', rule: '--rules=/tmp/x' }),
	});
	expect(spoken(driver)).toEqual(['detect', 'explain', '--', '--rules=/tmp/x']);
});

test('of a story it copies the story, with the accounts that it is of', () => {
	const filters = { account: { include: ['111122223333'], exclude: [] } };
	const driver = new Driver({
		dashboard: 'access',
		shellArguments: ['--env', 'prod'],
		variables: { filters, text: 'unheeded', params: {} },
	});
	driver.press('/ ctrl-u').type('*').press('enter @ enter');
	expect(locationOf(driver.state).kind).toBe('story');
	expect(spoken(driver)).toEqual([
		...['story', 'ada', '--env', 'prod', '--account', '111122223333'],
		...['--since', '2026-02-28T12:00:00.000Z', '--until', '2026-03-01T12:00:00.000Z'],
	]);
	driver.state = {
		...driver.state,
		variables: {
			...driver.state.variables,
			filters: { region: { include: [], exclude: ['eu-west-1'] } },
		},
	};
	driver.press('!');
	expect(driver.footer()).toContain('no flag of `trailtop story` leaves out');
});
