import type { ExampleAccount, ExampleRegion } from './organisation.ts';
import type { Random } from './random.ts';
import { timeText } from './record.ts';

/** The time, account and region in which a record is made. */
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

/** A version before 1.08, as in the records of old clients. */
export function oldVersion(random: Random): string {
	return random.pick(oldVersions);
}

/** The start of the caller's session: some minutes to eight hours ago. */
export function sessionStart(scene: Scene): string {
	return timeText(scene.timeMs - (1 + scene.random.below(480)) * 60_000);
}

/** An id in the form of EC2: `i-0` and 16 more hexadecimal digits. */
export function resourceId(kind: string, random: Random): string {
	return `${kind}-0${random.hex8()}${random.hex8()}`;
}

export function hostOf(source: string, region: string): string {
	return `${source}.${region}.amazonaws.com`;
}

/** A private address of ours such as `10.20.3.17`; its third number is below `subnets`. */
export function privateAddress(random: Random, second: number, subnets: number): string {
	return `10.${second}.${random.below(subnets)}.${1 + random.below(250)}`;
}
