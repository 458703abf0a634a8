import type { Maker } from './actor.ts';
import { homeRegion, prod } from './organisation.ts';
import type { ExampleAccount, ExampleRegion } from './organisation.ts';
import { Random } from './random.ts';
import { recordText } from './record.ts';
import type { Scene } from './scene.ts';
import { minuteMs } from '../text/duration.ts';

/** One record of the story with its time and series. */
export interface StoryRecord {
	readonly timeMs: number;
	readonly account: ExampleAccount;
	readonly region: ExampleRegion;
	readonly text: string;
}

/** Collects the records of the story at given times. */
export class Teller {
	readonly records: StoryRecord[] = [];
	readonly #random: Random;

	constructor(seed: number) {
		this.#random = new Random(seed);
	}

	get random(): Random {
		return this.#random;
	}

	/**
	 * A function that adds records at minutes after `startMs`, by default in the home region and
	 * the account `usual`.
	 */
	from(startMs: number, usual: ExampleAccount = prod) {
		return (minute: number, make: Maker, account = usual): void => {
			this.tell(startMs + minute * minuteMs, account, homeRegion, make);
		};
	}

	/** Adds one record at `timeMs`, or at a random time within `spreadMs` after it. */
	tell(
		timeMs: number,
		account: ExampleAccount,
		region: ExampleRegion,
		make: Maker,
		spreadMs = 0,
	): void {
		const at = Math.floor((timeMs + this.#random.below(spreadMs + 1)) / 1000) * 1000;
		const scene: Scene = { account, region, random: this.#random, timeMs: at };
		const text = recordText(make(scene), at, this.#random);
		this.records.push({ timeMs: at, account, region, text });
	}
}
