import type { ExampleAccount, ExampleRegion } from './organisation.ts';
import type { Random } from './random.ts';
import { timeText } from './record.ts';

/** Where and when a record is made. */
export interface Scene {
	readonly account: ExampleAccount;
	readonly region: ExampleRegion;
	readonly random: Random;
	readonly timeMs: number;
}

const versions = ['1.08', '1.08', '1.08', '1.09', '1.09', '1.09', '1.10', '1.10', '1.11'] as const;
const oldVersions = ['1.01', '1.01', '1.02', '1.03', '1.04', '1.05', '1.05', '1.06'] as const;

export function newVersion(random: Random): string {
	return random.pick(versions);
}

/** A version from before 1.08, as old agents and regions in old data still show. */
export function oldVersion(random: Random): string {
	return random.pick(oldVersions);
}

/** When the caller's session began: some minutes up to eight hours ago. */
export function sessionStart(scene: Scene): string {
	return timeText(scene.timeMs - (1 + scene.random.below(480)) * 60_000);
}

/** An EC2-like id: `i-0` and 16 more hexadecimal digits. */
export function resourceId(kind: string, random: Random): string {
	return `${kind}-0${random.hex8()}${random.hex8()}`;
}

export function hostOf(source: string, region: string): string {
	return `${source}.${region}.amazonaws.com`;
}

/** An address inside a network of ours, `10.20.3.17`: one of `subnets` below the second number. */
export function privateAddress(random: Random, second: number, subnets: number): string {
	return `10.${second}.${random.below(subnets)}.${1 + random.below(250)}`;
}
