import { expect, test } from 'vitest';
import type { OpenedEnvironment } from '../../source/app/console-environment.ts';
import { ConsoleWorld } from '../../source/app/console-world.ts';

test('an environment that is asked for while the one before is closed comes after it; of several the last', async () => {
	const shown: string[] = [];
	let closed: () => void = () => {};
	const environment = (name: string) =>
		({
			name,
			scope: { key: '_sourceCategory', value: name },
			aliases: {},
			layouts: [],
			searches: [],
			session: undefined,
			backend: {
				start: () => {},
				mute: () => {},
				perform: () => {},
				stop: () =>
					new Promise<void>(resolve => {
						closed = resolve;
					}),
			},
		}) as unknown as OpenedEnvironment;
	const world = new ConsoleWorld(environment('prod'), name => Promise.resolve(environment(name)));
	let arrived: () => void = () => {};
	const next = () =>
		new Promise<void>(resolve => {
			arrived = resolve;
		});
	world.start(event => {
		if (event.kind === 'environment') {
			shown.push(event.name);
			arrived();
		}
	});
	let coming = next();
	world.perform({ kind: 'open-environment', name: 'lab' });
	await coming;
	await Promise.resolve();
	world.perform({ kind: 'open-environment', name: 'test' });
	world.perform({ kind: 'open-environment', name: 'all' });
	expect(shown).toEqual(['lab']);
	coming = next();
	closed();
	await coming;
	expect(shown).toEqual(['lab', 'all']);
});
