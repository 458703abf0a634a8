import type { TerminalPort } from '../../view/screen/terminal-port.ts';
import { reporterFor } from './check.ts';
import type { Check, Report } from './check.ts';

type Variables = Readonly<Record<string, string | undefined>>;

const columnsMin = 80;
const rowsMin = 24;
/** Wait for the answers of the terminal, in ms. Every terminal answers the last question. */
const answerMsMax = 500;
const levelNames = ['none', '16', '256', '24 bits'] as const;

/** Checks the terminal that the console would be drawn on. */
export async function checkTerminal(
	terminal: TerminalPort | undefined,
	env: Variables,
	onCheck: (check: Check) => void,
): Promise<void> {
	const report = reporterFor('terminal', onCheck);
	if (terminal === undefined) {
		report('terminal', 'odd', 'stdin and stdout are none here, so it cannot be tried', {
			next: 'run doctor by hand in a terminal; query, show and ingest need none',
		});
		return;
	}

	const { colorLevel, isUtf8 } = await import('../../view/screen/color-level.ts');
	const term = env['TERM'] ?? '';
	const isDumb = term === '' || term === 'dumb';
	report('TERM', isDumb ? 'bad' : 'good', isDumb ? `"${term}" cannot move its cursor` : term, {
		next: isDumb ? 'export TERM=xterm-256color, if the terminal is one' : undefined,
	});
	const level = colorLevel('auto', env);
	report('colours', level >= 2 ? 'good' : 'odd', colourWords(level, env), {
		next: level >= 2 ? undefined : 'try --color 256 or --color truecolor',
	});
	if (isUtf8(env)) {
		report('UTF-8', 'good', 'the locale has it');
	} else {
		report('UTF-8', 'odd', localeWords(env), {
			next: 'export LC_ALL=C.UTF-8, or live with ASCII lines',
		});
	}

	const { columns, rows } = terminal.size();
	const fits = columns >= columnsMin && rows >= rowsMin;
	report('size', fits ? 'good' : 'odd', `${columns} columns, ${rows} rows`, {
		next: fits ? undefined : `make it ${columnsMin} by ${rowsMin} or larger`,
	});
	await checkSynchronised(terminal, env, isDumb, report);
}

function colourWords(level: number, env: Variables): string {
	const name = levelNames[level] ?? 'none';
	return env['NO_COLOR'] ? `${name}: NO_COLOR is set` : name;
}

function localeWords(env: Variables): string {
	const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
	return locale === '' ? 'no locale is set' : `the locale is ${locale}`;
}

async function checkSynchronised(
	terminal: TerminalPort,
	env: Variables,
	isDumb: boolean,
	report: Report,
): Promise<void> {
	if (isDumb) {
		return;
	}

	const { questions } = await import('../../view/screen/terminal-modes.ts');
	const answer = await ask(terminal, questions);
	const isTmux = env['TMUX'] !== undefined || /^(?:tmux|screen)/.test(env['TERM'] ?? '');
	if (isSynchronised(answer)) {
		report('output', 'good', 'synchronised: a frame appears at once');
	} else if (answer === '') {
		report('output', 'odd', 'the terminal answers no questions', {
			next: 'nothing: colours and frames are sent as to the simplest terminal',
		});
	} else {
		report('output', 'odd', `not synchronised${isTmux ? ', as in tmux before 3.5' : ''}`, {
			next: isTmux
				? 'tmux 3.5 or later shows a frame at once; until then only what changed is sent'
				: 'nothing: only what changed is sent, so little can tear',
		});
	}
}

/** Whether the terminal's answer says that mode 2026 (synchronised output) can be set. */
function isSynchronised(answer: string): boolean {
	// 1, 2: can be changed, now set or reset · 3: always set · 0: unknown · 4: never set.
	return /\u001B\[\?2026;[123]\$y/.test(answer);
}

async function ask(terminal: TerminalPort, questions: string): Promise<string> {
	terminal.setRaw(true);
	let answer = '';
	try {
		await new Promise<void>(resolve => {
			const timer = setTimeout(finish, answerMsMax);
			const end = terminal.onInput(bytes => {
				answer += Buffer.from(bytes).toString('latin1');
				if (/\u001B\[\?[\d;]*c/.test(answer)) {
					finish();
				}
			});

			function finish() {
				clearTimeout(timer);
				end();
				resolve();
			}

			terminal.writeNow(questions);
		});
	} finally {
		terminal.setRaw(false);
	}

	return answer;
}
