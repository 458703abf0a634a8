import type { Maker } from './actor.ts';
import { homeRegion, prod } from './organisation.ts';
import type { ExampleAccount, ExampleRegion } from './organisation.ts';
import { Random } from './random.ts';
import { recordText } from './record.ts';
import type { Scene } from './scene.ts';
import { minuteMs } from '../text/duration.ts';

/** One record of the story, made. */
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

	/** Tells by minutes after `startMs`, in the home region and in `usual` unless said otherwise. */
	from(startMs: number, usual: ExampleAccount = prod) {
		return (minute: number, make: Maker, account = usual): void => {
			this.tell(startMs + minute * minuteMs, account, homeRegion, make);
		};
	}

	/** Makes one record at `timeMs`, or within the `spreadMs` after it. */
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
