import type { Maker } from './actor.ts';
import * as machine from './callers-machines.ts';
import * as aws from './callers-services.ts';
import * as everyday from './everyday.ts';
import { data, homeRegion } from './organisation.ts';
import type { Draft } from './record.ts';
import type { Scene } from './scene.ts';

type Mix = readonly (readonly [weight: number, maker: Maker])[];

/** Calls by programs, at any hour. */
const machines: Mix = [
	[14, aws.serviceAssumesRole],
	[13, aws.serviceReadsInventory],
	[12, aws.serviceUsesKey],
	[5, aws.trailChecksBucket],
	[14, machine.functionReadsData],
	[9, machine.instanceReports],
	[6, machine.agentReadsMetrics],
	[6, machine.awsInternalDecrypts],
	[7, machine.oldToolCalls],
	[2, machine.functionLogs],
	[2, machine.backupRuns],
	[2, aws.podAssumesRole],
	[1.5, aws.scalingChangesFleet],
	[1, aws.serviceEvent],
	[1, aws.partnerAssumesRole],
	[2, machine.harmlessError],
	[1, machine.federatedReads],
	[0.5, machine.portalSignsIn],
];

const people: Mix = [
	[80, everyday.personReads],
	[5, everyday.personChanges],
	[10, machine.deployChanges],
];

/** Events that the panels show, as on an ordinary day. */
const watched: Mix = [
	[30, everyday.refusedCall],
	[10, everyday.failedChange],
	[20, everyday.securityGroupChange],
	[8, everyday.strangerTries],
	[14, everyday.personChanges],
];

/** The same for services that are recorded in one region only. */
const watchedAtHome: Mix = [
	[18, everyday.login],
	[9, everyday.loginFailure],
	[30, everyday.iamChange],
	[26, everyday.policyChange],
];

function choose(mix: Mix, scene: Scene): Draft {
	const total = mix.reduce((sum, [weight]) => sum + weight, 0);
	let left = scene.random.share() * total;
	const [, maker] = mix.find(([weight]) => (left -= weight) < 0) ?? (mix[0] as Mix[number]);
	return maker(scene);
}

/** How active people are at this hour of their day, from 0 to 1. */
export function dayShare(timeMs: number, offsetHours: number): number {
	const hour = (((timeMs / 3_600_000 + offsetHours) % 24) + 24) % 24;
	return hour < 7 || hour >= 20 ? 0.08 : hour < 9 || hour >= 18 ? 0.5 : 1;
}

/** One record of an ordinary time. */
export function backgroundDraft(scene: Scene): Draft {
	const { random, region } = scene;
	const share = random.share();

	if (share < 0.05) {
		return choose(watched, scene);
	}

	if (region === homeRegion && share < 0.11) {
		return choose(watchedAtHome, scene);
	}

	if (random.chance(0.3 * dayShare(scene.timeMs, region.offsetHours))) {
		return choose(people, scene);
	}

	return scene.account === data && random.chance(0.3)
		? machine.lakeTouchesObject(scene)
		: choose(machines, scene);
}

/**
 * One record while the console is open. Noteworthy events are frequent, so that the panels change.
 */
export function liveDraft(scene: Scene): Draft {
	const { random } = scene;
	const share = random.share();

	if (share < 0.22) {
		return choose(watched, scene);
	}

	return scene.region === homeRegion && share < 0.5
		? choose(watchedAtHome, scene)
		: backgroundDraft(scene);
}
