import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What one process measures. */
export interface FindingsPlan {
	/** `ingest` fills the store, and looks as it does; `hunt` looks at what stands in it. */
	readonly kind: 'ingest' | 'hunt';
	readonly dir: string;
	readonly recordCount: number;
	readonly rules: 'none' | 'own' | 'all';
}

export interface IngestedFigures {
	readonly cpuSeconds: number;
}

export interface HuntFigures {
	readonly ruleCount: number;
	readonly findingCount: number;
	/** A first look at all of it, newest segment first. */
	readonly huntSeconds: number;
	readonly huntCpuSeconds: number;
	/** That the process holds more when it has looked at all, in MB. */
	readonly memoryMegabytes: number;
	/** From the commit of an object with one hit to the commit of its finding, in ms; without the rest between looks. */
	readonly committedToFoundMs: { readonly p50: number; readonly p95: number };
}

export interface FindingsFigures extends HuntFigures {
	readonly recordCount: number;
	/** CPU of ingest alone ÷ CPU of ingest that looks as the worker does. */
	readonly ingestWithout: number;
	/** CPU of ingest alone ÷ CPU of ingest alone and of a hunt over what it stored. */
	readonly ingestWithoutHunt: number;
}

/** What looking for findings costs, with our rules and with as many again as are public. */
export async function benchFindings(recordCount: number): Promise<readonly FindingsFigures[]> {
	const dirs: string[] = [];
	const measure = async <Figures>(
		kind: FindingsPlan['kind'],
		rules: FindingsPlan['rules'],
		dir: string,
	): Promise<Figures> => (await runChild({ kind, dir, recordCount, rules })) as Figures;
	const newDir = (): string => {
		const dir = mkdtempSync(join(tmpdir(), 'bench-findings-'));
		dirs.push(dir);
		return dir;
	};

	try {
		const figures: FindingsFigures[] = [];
		for (const rules of ['own', 'all'] as const) {
			const dir = newDir();
			const alone = await measure<IngestedFigures>('ingest', 'none', dir);
			const beside = await measure<IngestedFigures>('ingest', rules, newDir());
			const hunt = await measure<HuntFigures>('hunt', rules, dir);
			figures.push({
				...hunt,
				recordCount,
				ingestWithout: alone.cpuSeconds / beside.cpuSeconds,
				ingestWithoutHunt: alone.cpuSeconds / (alone.cpuSeconds + hunt.huntCpuSeconds),
			});
		}

		return figures;
	} finally {
		dirs.forEach(dir => rmSync(dir, { recursive: true, force: true }));
	}
}

function runChild(plan: FindingsPlan): Promise<unknown> {
	return new Promise((resolve, reject) => {
		const child = fork(new URL('findings-child.ts', import.meta.url), [JSON.stringify(plan)], {
			stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
			execArgv: ['--expose-gc', '--import', 'tsx'],
		});
		child.on('message', resolve);
		child.on('error', reject);
		child.on('exit', code => reject(new Error(`a measurement ended with ${code}`)));
	});
}
