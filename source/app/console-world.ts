import type { Event } from '../dashboard/state/event.ts';
import type { WorldEffect } from '../view/console-ports.ts';
import type { OpenedEnvironment } from './console-environment.ts';
import { describeError } from './describe-error.ts';

/** The environment that the console shows, and how to change to another one. */
export class ConsoleWorld {
	#shown: OpenedEnvironment;
	readonly #open: (name: string) => Promise<OpenedEnvironment>;
	#dispatch: (event: Event) => void = () => {};
	#going: Promise<void> | undefined;
	/** The environment that was asked for last, until it is its turn. */
	#wanted: string | undefined;
	#isStopping = false;

	/** @param open - opens the environment with a name */
	constructor(first: OpenedEnvironment, open: (name: string) => Promise<OpenedEnvironment>) {
		this.#shown = first;
		this.#open = open;
	}

	start(dispatch: (event: Event) => void): void {
		this.#dispatch = dispatch;
		this.#shown.backend.start(dispatch);
	}

	perform(effect: WorldEffect): void {
		if (effect.kind === 'open-environment') {
			// One change at a time: returning to an environment needs the session that it left on
			// disk.
			this.#wanted = effect.name;
			this.#going ??= this.#goOn();
		} else {
			this.#shown.backend.perform(effect);
		}
	}

	async stop(): Promise<void> {
		this.#isStopping = true;
		await this.#going;
		await this.#shown.backend.stop();
	}

	/** What is asked for while the one before is still being closed comes after it. */
	async #goOn(): Promise<void> {
		while (this.#wanted !== undefined && !this.#isStopping) {
			const name = this.#wanted;
			this.#wanted = undefined;
			await this.#go(name);
		}

		this.#going = undefined;
	}

	async #go(name: string): Promise<void> {
		let next: OpenedEnvironment;
		try {
			next = await this.#open(name);
		} catch (error) {
			const found = describeError(error);
			this.#dispatch({ kind: 'notified', level: 'bad', text: `${name} was not opened: ${found}` });
			return;
		}

		if (this.#isStopping) {
			await next.backend.stop();
			return;
		}

		const before = this.#shown.backend;
		before.mute();
		this.#shown = next;
		const { shellArguments, scope, aliases, layouts, session } = next;
		const opened = { name, shellArguments, scope, aliases, layouts, session };
		this.#dispatch({ kind: 'environment', ...opened });
		next.backend.start(this.#dispatch);
		await before.stop();
	}
}
