import { fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childScript } from '../../fixtures/child-script.ts';
import { rulesOf } from './findings-rules.ts';

/** What one process measures. */
export interface FindingsPlan {
	/** `ingest` fills the store, and looks as it does; `hunt` looks at what stands in it. */
	readonly kind: 'ingest' | 'hunt';
	readonly dir: string;
	readonly recordCount: number;
	/** A file of loaded rules as JSON; absent: none. */
	readonly rules?: string;
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
	/** Whom it is compared with. */
	readonly peer: string;
	/** CPU of ingest alone ÷ CPU of ingest that looks as the worker does. */
	readonly ingestWithout: number;
	/** CPU of ingest alone ÷ CPU of ingest alone and of a hunt over what it stored. */
	readonly ingestWithoutHunt: number;
}

/**
 * Suzaku evaluates rules over a folder of logs, and comes as a program of its own for a few platforms: it is in no package
 * that could stand beside the others of `--peers`.
 */
const noPeer = 'none: Suzaku is in no npm package, so nothing is compared';

/** What looking for findings costs, with our rules and with as many again as are public. */
export async function benchFindings(recordCount: number): Promise<readonly FindingsFigures[]> {
	const script = await childScript(new URL('findings-child.ts', import.meta.url));
	const dirs: string[] = [];
	const measure = async <Figures>(
		kind: FindingsPlan['kind'],
		rules: FindingsPlan['rules'],
		dir: string,
	): Promise<Figures> =>
		(await runChild(script.path, {
			kind,
			dir,
			recordCount,
			...(rules !== undefined && { rules }),
		})) as Figures;
	const newDir = (): string => {
		const dir = mkdtempSync(join(tmpdir(), 'bench-findings-'));
		dirs.push(dir);
		return dir;
	};

	try {
		const figures: FindingsFigures[] = [];
		for (const which of ['own', 'all'] as const) {
			const dir = newDir();
			const rules = join(newDir(), 'rules.json');
			writeFileSync(rules, JSON.stringify(await rulesOf(which)));
			const alone = await measure<IngestedFigures>('ingest', undefined, dir);
			const beside = await measure<IngestedFigures>('ingest', rules, newDir());
			const hunt = await measure<HuntFigures>('hunt', rules, dir);
			figures.push({
				...hunt,
				recordCount,
				peer: noPeer,
				ingestWithout: alone.cpuSeconds / beside.cpuSeconds,
				ingestWithoutHunt: alone.cpuSeconds / (alone.cpuSeconds + hunt.huntCpuSeconds),
			});
		}

		return figures;
	} finally {
		script.remove();
		dirs.forEach(dir => rmSync(dir, { recursive: true, force: true }));
	}
}

function runChild(path: string, plan: FindingsPlan): Promise<unknown> {
	return new Promise((resolve, reject) => {
		const child = fork(path, [JSON.stringify(plan)], {
			stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
			execArgv: ['--expose-gc'],
		});
		child.on('message', resolve);
		child.on('error', reject);
		child.on('exit', code => reject(new Error(`a measurement ended with ${code}`)));
	});
}
