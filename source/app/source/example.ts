import type { SourceKind } from './source-kind.ts';

/** The example trail. */
export interface ExampleSpec {
	readonly kind: 'example';
	readonly seed: number;
	/** Where the trail ends at the start of the program, in ms since the epoch. */
	readonly nowMs: number;
	/** New objects appear while it is followed. */
	readonly live: boolean;
}

const exampleSeed = 20_260_301;

export const exampleKind: SourceKind<ExampleSpec, never> = {
	kind: 'example',
	recognises: from => from === 'example',
	parse: (_, { args, nowMs }) => ({
		kind: 'example',
		seed: exampleSeed,
		nowMs,
		live: args.strings['until'] === undefined,
	}),
	takesRegion: false,
	configured: { refusal: 'the example needs no configuration' },
	async open({ seed, nowMs, live }, clock) {
		const { createExampleSource } = await import('../../example/example-source.ts');
		return createExampleSource({ seed, nowMs, ...(live ? { clock } : {}) });
	},
	environmentName: 'example',
	// Its records have the category of the reference product’s own samples.
	sourceCategory: 'AWS_EAGLE',
	sourceNameOf: () => 'example',
	sourceHostOf: () => 'example',
	titleOf: () => 'the example trail',
	since: '14d',
	bringsIntel: true,
	isPaid: false,
	limitsOf: () => ({}),
	bucketOf: () => undefined,
	queueOf: () => undefined,
	trailsOf: () => undefined,
	lacks: [],
	reachMs: undefined,
};
