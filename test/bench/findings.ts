import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { aRecord } from '../../fixtures/records.ts';
import { readOwnRules } from '../../source/app/rules.ts';
import { FindingsHost } from '../../source/app/findings/findings-host.ts';
import { foundPrefix } from '../../source/findings/live/rows.ts';
import { readRuleFile } from '../../source/findings/read-rule-file.ts';
import { RuleSet, type LoadedRules } from '../../source/findings/rule-set.ts';
import { recordSchema } from '../../source/trail/schema.ts';
import { afterAll, MemoryBudget, openReader, openWriter } from '../../store/index.ts';
import type { StoreReader, StoreWriter } from '../../store/index.ts';
import { benchObjects } from './data/objects.ts';
import { benchIngest } from './ingest.ts';
import { quantile } from './quantile.ts';

export interface FindingsFigures {
	readonly ruleCount: number;
	readonly recordCount: number;
	readonly findingCount: number;
	/** CPU of ingest alone ÷ CPU of ingest and of looking for findings in what it stored. */
	readonly ingestWithout: number;
	/** A first look at all of it, newest segment first. */
	readonly huntSeconds: number;
	readonly huntCpuSeconds: number;
	/** From the commit of an object with one hit to the commit of its finding, in ms; without the rest between looks. */
	readonly committedToFoundMs: { readonly p50: number; readonly p95: number };
	/** That the process holds more when it has looked at all, in MB. */
	readonly memoryMegabytes: number;
}

/** Public rules about CloudTrail are some 850, nearly all of one or some names of events and a condition. */
const foreignCount = 852;
const objectCount = 40;
const memoryBytes = 24 * 2 ** 20;

/** What looking for findings costs, with our rules and with as many again as are public. */
export async function benchFindings(recordCount: number): Promise<readonly FindingsFigures[]> {
	const own = await readOwnRules();
	const dir = mkdtempSync(join(tmpdir(), 'bench-findings-'));
	try {
		const objects = [...benchObjects(recordCount)].map(({ bytes }) => gzipSync(bytes));
		const ingest = await benchIngest(objects, { dir });
		const figures: FindingsFigures[] = [];
		for (const loaded of [new RuleSet(own).loaded(), withForeign(own)]) {
			figures.push(await benchRules(dir, loaded, ingest.cpuSeconds, ingest.recordCount));
		}

		return figures;
	} finally {
		rmSync(dir, { recursive: true, force: true });
	}
}

function withForeign(own: LoadedRules['rules']): LoadedRules {
	const set = new RuleSet(own);
	for (let index = 0; index < foreignCount; index++) {
		const names = [
			`Made${index}`,
			['RunInstances', 'GetObject', 'AssumeRole', 'CreateUser'][index % 4],
		];
		const text = `
id: made-${index}
title: Made ${index}
level: low
logsource: { product: aws, service: cloudtrail }
detection:
  selection:
    eventSource|endswith: amazonaws.com
    eventName: [${names.join(', ')}]
    requestParameters.name${index}|contains: 'secret${index}'
  filter:
    errorCode|exists: true
  condition: selection and not filter
`;
		set.add(readRuleFile(text, `${index}.yaml`), `${index}.yaml`);
	}

	const loaded = set.loaded();
	if (loaded.faults.length > 0) {
		throw new Error(loaded.faults.join('\n'));
	}

	return loaded;
}

async function benchRules(
	dir: string,
	loaded: LoadedRules,
	ingestCpuSeconds: number,
	recordCount: number,
): Promise<FindingsFigures> {
	const writer = await openWriter({ dir, schema: recordSchema });
	const reader = await openReader({ dir, schema: recordSchema });
	try {
		const before = process.memoryUsage();
		const host = hostOf(loaded, writer, reader);
		const cpuBefore = process.cpuUsage();
		const startMs = performance.now();
		await host.look();
		const huntSeconds = (performance.now() - startMs) / 1_000;
		const { user, system } = process.cpuUsage(cpuBefore);
		const huntCpuSeconds = (user + system) / 1e6;
		globalThis.gc?.();
		const after = process.memoryUsage();
		const findingCount = [...reader.ledgerRange(foundPrefix, foundPrefix + afterAll)].length;
		const tookMs = await latencies(host, writer, reader);
		return {
			ruleCount: loaded.rules.length,
			recordCount,
			findingCount,
			ingestWithout: ingestCpuSeconds / (ingestCpuSeconds + huntCpuSeconds),
			huntSeconds,
			huntCpuSeconds,
			committedToFoundMs: { p50: quantile(tookMs, 0.5), p95: quantile(tookMs, 0.95) },
			memoryMegabytes: (after.heapUsed + after.external - before.heapUsed - before.external) / 1e6,
		};
	} finally {
		await reader.close();
		await writer.close();
	}
}

function hostOf(loaded: LoadedRules, writer: StoreWriter, reader: StoreReader): FindingsHost {
	return new FindingsHost({
		reader,
		memory: new MemoryBudget(memoryBytes),
		outputs: [],
		loadRules: () => Promise.resolve(loaded),
		rulesMark: () => Promise.resolve(''),
		commit: rows => writer.putLedger(rows),
		notify: text => {
			throw new Error(text);
		},
		isEnding: () => false,
		pause: () => Promise.resolve(),
		rest: () => Promise.resolve(),
		nowMs: () => 0,
	});
}

/** In ms: objects of fifty records, in one of which somebody stops a trail. */
async function latencies(
	host: FindingsHost,
	writer: StoreWriter,
	reader: StoreReader,
): Promise<readonly number[]> {
	const tookMs: number[] = [];
	for (let index = 0; index < objectCount; index++) {
		const records = Array.from({ length: 50 }, () => aRecord());
		records.push(
			aRecord({
				eventSource: 'cloudtrail.amazonaws.com',
				eventName: 'StopLogging',
				userIdentity: { type: 'IAMUser', userName: `u${index}-${Math.random()}` },
			}),
		);
		const texts = records.map(record => Buffer.from(JSON.stringify(record)));
		const inflated = Buffer.concat(texts);
		let end = 0;
		const spans = Uint32Array.from(texts.flatMap(text => [end, (end += text.length)]));
		const object = { delivered: inflated, encoding: 'identity', inflated, spans } as const;
		await writer.append('tail', [{ ...object, meta: {}, fallbackTimeMs: 0 }], () => []);
		const countBefore = countOf(reader);
		const startMs = performance.now();
		await host.look();
		tookMs.push(performance.now() - startMs);
		if (countOf(reader) !== countBefore + 1) {
			throw new Error('the finding was not found');
		}
	}

	return tookMs;
}

function countOf(reader: StoreReader): number {
	return [...reader.ledgerRange(foundPrefix, foundPrefix + afterAll)].length;
}
