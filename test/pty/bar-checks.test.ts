import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { consoleOn, exampleStore } from './program.ts';
import type { Store } from './program.ts';
import { keys } from './terminal.ts';
import type { Terminal } from './terminal.ts';

const ctrlE = '\u0005';
const ctrlT = '\u0014';

let store: Store;
let home: string;
let terminal: Terminal;

beforeAll(async () => {
	store = await exampleStore();
	home = await mkdtemp(join(tmpdir(), 'trailtop-home-'));
	const tables = join(home, '.config', 'trailtop', 'tables');
	await mkdir(tables, { recursive: true });
	await writeFile(join(tables, 'admins.csv'), 'name,team\nada,red\n');
	terminal = consoleOn(store, ['--dashboard', 'access'], { columns: 200, rows: 34, home });
	await terminal.until(/CreateSnapshot/);
	terminal.send('/');
	await terminal.until('alt-⏎ new line');
});

afterAll(async () => {
	terminal.close();
	await rm(home, { recursive: true, force: true });
	await store.remove();
});

/** Types into the empty bar. */
async function type(text: string): Promise<void> {
	terminal.send(`${ctrlE}${keys.ctrlU}`);
	await terminal.until(() => barText() === '');
	terminal.send(text);
	await terminal.until(() => barText().startsWith(text.trimEnd()));
}

function barText(): string {
	return (terminal.lines().at(-2) ?? '').replace(/^ \/ ?/, '');
}

/** What is offered, from the top. */
function offered(): string[] {
	const lines = terminal.lines();
	const top = lines.findIndex(line => line.includes('╭ tab completes'));
	const at = lines[top]?.indexOf('╭ tab completes') ?? 0;
	const boxed = top < 0 ? [] : lines.slice(top + 1, -2);
	return boxed
		.filter(line => line[at] === '│')
		.map(line => line.slice(at + 1).split('│')[0] ?? '')
		.map(line => line.trim());
}

/** Each warning that the checker has. */
test.each([
	['evntName=x', '! no event has "evntName" · ctrl-t writes eventName'],
	['* | where evntName = "x"', '! no event has "evntName" · ctrl-t writes eventName'],
	['* | count by _timeslice', '! no event has "_timeslice" · put | timeslice 5m before it'],
	['* | count by awsRegion | where eventName = "x"', '! no column "eventName" after the aggregate'],
	['* | fields awsRegion | where eventName = "x"', '! fields has dropped eventName before'],
	['* | where eventName = ConsoleLogin ', '! ConsoleLogin without quotes is a field, and no event'],
	[
		'* | where awsRegion = vpcEndpointAccountId ',
		'! no record of this time has vpcEndpointAccount',
	],
	['* | where awsRegion = us-east-1', '! us-east-1 without quotes is computed, and is no text'],
	[
		'* | where awsRegion = "a" and awsRegion = "b"',
		'! no row has awsRegion = "a" and awsRegion = "b',
	],
	[
		'* | where awsRegion != "a" or awsRegion != "b"',
		'! every row has awsRegion != "a" or awsRegion',
	],
	['* | where awsRegion = awsRegion ', '! awsRegion is compared with itself: this holds for every'],
	['* | where awsRegion > null ', '! > null holds for no row · write isNull(awsRegion)'],
	['* | count by awsRegion | where _count = "many"', '! _count is a number, and "many" is none'],
	[
		'* | where awsRegion = "a" | where awsRegion = "b"',
		'! no row has awsRegion = "b": those left have',
	],
	[
		'awsRegion=us-east-1 | where awsRegion = "eu"',
		'! no row has awsRegion = "eu": those left have',
	],
	['* | where awsRegion = "*"', '! = "*" finds a star, not any value · ctrl-t writes !isEmpty(aws'],
	[
		'* | where awsRegion = "us-*"',
		'! = takes * as a star, not as a pattern · ctrl-t writes awsRegion',
	],
	['* | where errorCode = "accessdenied"', '! no record has errorCode = "accessdenied"; they have'],
	['* | where awsRegion in ("us-*", "x")', '! in takes * as a star, not as a pattern'],
	['* | where awsRegion matches "a*" or "b*"', '! text alone is no condition · repeat the field'],
	['* | where awsRegion matches "east"', '! matches without * compares the whole text'],
	['* | where awsRegion + "a" = 1', '! + adds numbers, and this text is none'],
	['* | sum(awsRegion)', '! awsRegion is text, and sum takes numbers: it finds none'],
	[
		'* | where any(requestParameters.ipPermissions.items, toPrt = 22)',
		'! no element of requestParam',
	],
	['* | where [subquery: * | count | compose xyzzy]', '✗ the subquery has no xyzzy to compose'],
	['* | count by awsRegion | limit 5 | compare timeshift 1d', '! compare runs limit for each time'],
	['* | where eventSource = "http" // x | count', '! // hides the rest of this line, stages too'],
	['count by eventName ', '! count is looked for as a word: no | is before it · ctrl-t writes *'],
	['_sourceCategory=Labs/AWS | count', '! no record has _sourceCategory=Labs/AWS · ctrl-t writes'],
	['* | parse regex "(a)(?<x>b)"', '! 1 group(s) without a name are not taken'],
	['* | timeslice 1h | count by awsRegion', '! nothing uses _timeslice · count by it'],
	['* | sort | count', '! sort names no field: the rows stay as they come'],
])('%s is told of', async (text, warning) => {
	await type(text);
	await terminal.until(() => terminal.lines().at(-1)?.includes(warning) === true);
});

test.each([
	['* | where evntName = "x"', '* | where eventName = "x"'],
	['* | where eventName = ConsoleLogin ', '* | where eventName = "ConsoleLogin"'],
	['count by eventName ', '* | count by eventName'],
	['* | where awsRegion = "us-*"', '* | where awsRegion matches "us-*"'],
	['* | where errorCode = "accessdenied"', '* | where errorCode = "AccessDenied"'],
])('ctrl-t takes what is offered for %s', async (text, repaired) => {
	await type(text);
	await terminal.until('ctrl-t writes');
	terminal.send(ctrlT);
	await terminal.until(() => barText() === repaired);
	await terminal.until(() => !terminal.screen().includes('ctrl-t writes'));
});

/** The first offers at a place, and the text with the first one taken. */
test.each([
	['* | where ', ['_user ', '_principal ', '_role '], '* | where _user'],
	['* | where eventName=', ['AssumeRole ', 'Decrypt '], '* | where eventName="AssumeRole"'],
	['* | where eventName = "Cons', ['ConsoleLogin '], '* | where eventName = "ConsoleLogin"'],
	['eventName=', ['AssumeRole ', 'Decrypt '], 'eventName=AssumeRole'],
	['_sourceCategory=', ['AWS_EAGLE '], '_sourceCategory=AWS_EAGLE'],
	['* | where eventName = "ConsoleLogin" ', ['and', 'or', '| '], undefined],
	['* | timeslice 5', ['5m ', '5h ', '5d '], '* | timeslice 5m'],
	['* | lookup team from ', ['path://"/admins"'], '* | lookup team from path://"/admins"'],
])('%s offers %j on top', async (text, first, taken) => {
	await type(text);
	await terminal.until(() => first.every((label, at) => offered()[at]?.startsWith(label) === true));
	if (taken !== undefined) {
		terminal.send(keys.tab);
		await terminal.until(() => barText() === taken);
	}
});

test.each([
	['* | where substring(eventName, ', 'substring(s, from[, to])  characters from'],
	['* | if(', 'if(condition, a, b)'],
	['* | where isPublicIP(', 'isPublicIP('],
	['* | count by concat(awsRegion, ', 'concat(a, b, …)  the arguments joined'],
])('in %s it says how the call is written', async (text, signature) => {
	await type(text);
	await terminal.until(() => terminal.lines().at(-1)?.includes(signature) === true);
	expect(terminal.lines().at(-1)).not.toContain('✗');
});
