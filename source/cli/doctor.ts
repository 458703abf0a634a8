import { helpOf } from './command.ts';
import type { Command } from './command.ts';
import { formatOf } from '../app/arguments.ts';
import type { Check } from '../setup/doctor/check.ts';
import { printCheck } from '../setup/doctor/check.ts';
import { checkContent } from '../setup/doctor/content-checks.ts';
import { probeQueue } from '../setup/doctor/queue-check.ts';
import { probeSource } from '../setup/doctor/source-checks.ts';
import { checkStore } from '../setup/doctor/store-checks.ts';
import { checkTrails, reportFlaws } from '../setup/doctor/trail-checks.ts';
import { checkTerminal } from '../setup/doctor/terminal-checks.ts';
import type { Environment } from '../app/environment.ts';
import { sourceKindOf } from '../app/source/index.ts';
import { exitCode } from '../app/ports.ts';
import type { CommandPorts } from '../app/ports.ts';
import { prepare } from '../app/prepare.ts';

/** Tries once everything that the other commands need, and says what is missing. */
export const doctorCommand: Command = {
	help: helpOf('doctor'),
	async run(args, ports) {
		const format = formatOf(args, ['text', 'json']);
		const { environment } = await prepare(args, ports);
		const checks: Check[] = [];
		const printing: Promise<void>[] = [];
		const onCheck = (check: Check) => {
			checks.push(check);
			if (format === 'text') {
				printing.push(ports.out(printCheck(check)));
			}
		};

		await checkSource(environment, ports, onCheck);
		await checkStore(environment.storeDir, environment.diskBudgetBytes, ports.nowMs(), onCheck);
		await checkContent(environment, onCheck);
		await checkTerminal(ports.terminal, ports.env, onCheck);
		await Promise.all(printing);
		const badCount = checks.filter(({ state }) => state === 'bad').length;
		await ports.out(
			format === 'json'
				? `${JSON.stringify({ environment: environment.name, good: badCount === 0, checks }, null, 2)}\n`
				: `${badCount === 0 ? 'all good' : `${badCount} of ${checks.length} failed`}\n`,
		);
		return badCount === 0 ? exitCode.rows : exitCode.error;
	},
};

async function checkSource(
	environment: Environment,
	ports: CommandPorts,
	onCheck: (check: Check) => void,
): Promise<void> {
	const spec = environment.source;
	if (spec === undefined) {
		onCheck({
			area: 'source',
			name: 'source',
			state: 'good',
			found: 'none is named: only the store is read',
		});
		return;
	}

	const kind = sourceKindOf(spec);
	const source = await kind.open(spec, ports.nowMs);
	try {
		await probeSource({
			bucket: kind.bucketOf(spec),
			source,
			nowMs: ports.nowMs,
			signal: ports.signal,
			onCheck,
		});
	} finally {
		await source.close();
	}

	const queue = kind.queueOf(spec);
	if (queue !== undefined) {
		await probeQueue(queue, ports.signal, onCheck);
	}

	reportFlaws(kind.lacks, onCheck);
	const trails = kind.trailsOf(spec);
	if (trails !== undefined) {
		await checkTrails(trails, ports.nowMs(), ports.signal, onCheck);
	}
}
