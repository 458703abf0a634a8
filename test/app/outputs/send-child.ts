import { aFindingRow } from '../../../fixtures/a-finding.ts';
import { Sender } from '../../../source/app/findings/sender.ts';
import { send } from '../../../source/app/outputs/send.ts';
import { readOutputs } from '../../../source/app/outputs/read-outputs.ts';
import { foundPrefix } from '../../../source/findings/live/rows.ts';
import { rowsToTell } from '../../../source/findings/outputs/queue.ts';
import { recordSchema } from '../../../source/trail/schema.ts';
import { openWriter } from '../../../store/index.ts';

/** What a child is told on its command line. */
export interface SendPlan {
	readonly dir: string;
	readonly url: string;
	readonly file: string;
	readonly findingCount: number;
	/** It kills itself at the so manieth of these; undefined: it lives on to the end. */
	readonly dieAt?: { readonly event: 'commit' | 'send' | 'sent'; readonly count: number };
}

// Finds findings that are not in the store yet, sends them, and kills itself meanwhile.
const plan = JSON.parse(process.argv[2] ?? '') as SendPlan;
const nowMs = Date.UTC(2026, 2, 2);
const counts = { commit: 0, send: 0, sent: 0 };

function happened(event: keyof typeof counts): void {
	counts[event]++;
	if (plan.dieAt?.event === event && plan.dieAt.count === counts[event]) {
		process.kill(process.pid, 'SIGKILL');
	}
}

const writer = await openWriter({
	dir: plan.dir,
	schema: recordSchema,
	beforeCommit: () => happened('commit'),
});
const outputs = readOutputs(
	[
		{ webhook: plan.url, min_severity: 'high', rate: '1000/h' },
		{ ndjson: plan.file, min_severity: 'high', rate: '1000/h' },
	],
	'/',
);
const sender = new Sender(
	{ environment: 'prod', outputs, env: {}, hostName: 'host' },
	{
		writer,
		notify: text => process.stderr.write(`${text}\n`),
		nowMs: () => nowMs,
		send: async (...all) => {
			happened('send');
			await send(...all);
			happened('sent');
		},
	},
);
sender.begin();
for (let number = 0; number < plan.findingCount; number++) {
	const id = number.toString(16).padStart(16, '0');
	const key = foundPrefix + id;
	if (writer.ledger(key) === undefined) {
		const row = aFindingRow({ id, lastMs: nowMs });
		const rows = rowsToTell([row], outputs, writer, () => undefined, nowMs + number);
		await writer.putLedger([{ key, value: row }, ...rows]);
		sender.note(rows);
	}
}

const waiting = await sender.drained(60_000, new AbortController().signal);
await sender.end();
await writer.close();
process.stdout.write(`${waiting}\n`);
