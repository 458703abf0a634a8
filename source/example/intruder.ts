import { keyHolder, personWithUser } from './actor.ts';
import type { Actor } from './actor.ts';
import { hostile } from './hostile.ts';
import { leakedUser, plantedUser } from './organisation.ts';
import type { Scene } from './scene.ts';

/** The intruder, who uses the leaked key. */
export function thief(
	scene: Scene,
	address = '192.0.2.66',
	agent: string = hostile.clipboard,
): Actor {
	return keyHolder(scene, leakedUser, address, agent);
}

/** The intruder, as the user that they created. */
export function planted(scene: Scene): Actor {
	return personWithUser(scene, plantedUser, '203.0.113.66', false);
}
