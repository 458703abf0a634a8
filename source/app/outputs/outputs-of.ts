import { hostname } from 'node:os';
import type { OutputSpec } from '../../findings/outputs/output.ts';
import type { Config } from '../config-schema.ts';
import type { Environment } from '../environment.ts';
import type { OutputsWish } from '../findings/sender.ts';
import { sourceKindOf } from '../source/index.ts';
import { readOutputs } from './read-outputs.ts';

/** Whom to tell of findings in an environment. The incident of the example trail rouses nobody. */
export function outputsOf(
	{ source }: Environment,
	{ outputs }: Pick<Config, 'outputs'>,
	homeDir: string,
): readonly OutputSpec[] {
	const isExample = source !== undefined && sourceKindOf(source).bringsIntel;
	return isExample ? [] : readOutputs(outputs, homeDir);
}

/** @param env - of the user: keys may stand in it */
export function tellingOf(
	{ name }: Environment,
	outputs: readonly OutputSpec[],
	env: OutputsWish['env'],
): OutputsWish {
	return { environment: name, outputs, env, hostName: hostname() };
}
