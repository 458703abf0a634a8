import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { putFiles } from '../../fixtures/a-tailer.ts';
import { aRecord, anObject } from '../../fixtures/records.ts';
import { program } from './program.ts';
import { keys, Terminal } from './terminal.ts';

/** A console that follows a folder, with what its configuration says of outputs. */
async function following(
	logs: string,
	outputs: string,
	env: Readonly<Record<string, string>> = {},
): Promise<{ readonly terminal: Terminal; close(): Promise<void> }> {
	const home = await aFolder();
	const dir = join(home.path, '.config/trailtop');
	await mkdir(dir, { recursive: true });
	const environment = `  live:\n    source: { folder: ${logs} }\n    poll_seconds: 1\n`;
	await writeFile(join(dir, 'config.yaml'), `environments:\n${environment}${outputs}`);
	const size = { columns: 120, rows: 40, home: home.path, env };
	const terminal = new Terminal(process.execPath, [program, '--dashboard', 'findings'], size);
	return {
		terminal,
		async close() {
			terminal.close();
			await home.remove();
		},
	};
}

const notifications = ({ bytes }: Terminal) =>
	[...bytes.matchAll(/\u001B\](?:9|777);([^\u0007]*)\u0007/g)].map(([, text = '']) => text);

/** Whether the count of findings stands on a background of its own. */
function isLit({ emulator }: Terminal): boolean {
	const line = emulator.buffer.active.getLine(emulator.buffer.active.viewportY);
	const at = (line?.translateToString() ?? '').lastIndexOf('▲');
	const cell = at < 0 ? undefined : line?.getCell(at);
	return cell !== undefined && (cell.isInverse() !== 0 || !cell.isBgDefault());
}

test('a finding lights up, rings and notifies only where that is wished for, once, and is let go when it was seen', async () => {
	const logs = await aFolder();
	/** Of the last day, because nobody is rung for history. */
	const stop = (userName: string) =>
		putFiles(logs.path, [
			anObject([
				aRecord({
					...{ eventTime: new Date().toISOString(), eventSource: 'cloudtrail.amazonaws.com' },
					...{ eventName: 'StopLogging', readOnly: false },
					userIdentity: { type: 'IAMUser', userName, accountId: '111122223333' },
				}),
			]),
		]);
	await putFiles(logs.path, [anObject([aRecord({ eventTime: new Date().toISOString() })])]);
	const outputs = 'outputs:\n  - bell: true\n  - osc: true\n';
	const rung = await following(logs.path, outputs);
	const foot = await following(logs.path, outputs, { TERM: 'foot' });
	const silent = await following(logs.path, '');
	const all = [rung, foot, silent];
	try {
		await Promise.all(all.map(({ terminal }) => terminal.until(/● live|◉ live/)));
		await stop('ada');
		await rung.terminal.until(() => isLit(rung.terminal));
		await Promise.all(all.map(({ terminal }) => terminal.until(/▲ ?1 [^]*ada .* 1 open/)));
		await rung.terminal.untilBytes(/\u001B\]9;trailtop: [^\u0007]*ada/);
		await foot.terminal.untilBytes(/\u001B\]777;notify;trailtop;[^\u0007]*ada/);
		// Another hit of the same finding rings nobody; another finding does.
		await stop('ada');
		await rung.terminal.until(/ada .* 2 open/);
		await stop('bob');
		await Promise.all(all.map(({ terminal }) => terminal.until(/▲ ?2 [^]*bob .* 1 open/)));
		await rung.terminal.untilBytes(/\u001B\]9;trailtop: [^\u0007]*bob/);
		expect(notifications(rung.terminal)).toHaveLength(2);
		expect(rung.terminal.bytes.match(/\u0007/g)?.length).toBe(4);
		expect(silent.terminal.bytes).not.toContain('\u0007');
		// The list has the newest first; what somebody has seen is not counted any more.
		rung.terminal.send(`${keys.down}A`);
		await rung.terminal.until('somebody looks at it');
		rung.terminal.send(`s${keys.enter}`);
		await rung.terminal.until('seen: why?');
		rung.terminal.send(keys.enter);
		await rung.terminal.until(/▲ ?1 [^]*/);
	} finally {
		await Promise.all(all.map(one => one.close()));
		await logs.remove();
	}
});
