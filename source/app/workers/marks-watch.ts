import { describeError } from '../describe-error.ts';
import type { MarksView } from '../marks/marks-view.ts';
import type { QueryReply } from './query-messages.ts';

/** Tells the console what is marked, whenever that changes. */
export class MarksWatch {
	readonly #marks: Pick<MarksView, 'look'>;
	readonly #reply: (message: QueryReply) => void;
	#told = '';
	#looking: Promise<void> | undefined;
	#isAsked = false;

	constructor(marks: Pick<MarksView, 'look'>, reply: (message: QueryReply) => void) {
		this.#marks = marks;
		this.#reply = reply;
	}

	get isLooking(): boolean {
		return this.#looking !== undefined;
	}

	/** One look at a time; who asks meanwhile gets another one after it. */
	look(): void {
		this.#isAsked = true;
		this.#looking ??= this.#goOn().finally(() => {
			this.#looking = undefined;
		});
	}

	async #goOn(): Promise<void> {
		while (this.#isAsked) {
			this.#isAsked = false;
			await this.#tell();
		}
	}

	/** What cannot be read now is read at the next look; it is told once. */
	async #tell(): Promise<void> {
		const reply = await this.#marks.look().then(
			marks => ({ type: 'marks', marks }) as const,
			(error: unknown) => {
				const text = `marks cannot be read: ${describeError(error)}`;
				return { type: 'unreadable', text } as const;
			},
		);
		const told = JSON.stringify(reply);
		if (told !== this.#told) {
			this.#told = told;
			this.#reply(reply);
		}
	}
}
