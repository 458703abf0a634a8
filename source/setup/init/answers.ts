import type { Arguments } from '../../app/arguments.ts';
import { UsageError } from '../../app/arguments.ts';
import { configuredKindFrom, refusalOf } from '../../app/source/index.ts';
import type { SourceSettings } from '../../app/source/index.ts';
import type { Questions } from '../../app/source/source-kind.ts';

export interface Answers {
	readonly name: string;
	readonly source: SourceSettings;
	/** As written by the user: `24h`, `7d`, a date. */
	readonly since: string;
}

/** Asks one question, with the default in brackets. Undefined when the user ended the input. */
export type Ask = (question: string) => Promise<string | undefined>;

/** The user ended the input before the last answer. */
export class Unanswered extends Error {
	override readonly name = 'Unanswered';
}

const nameForm = /^[A-Za-z0-9._-]+$/;
const nameDefault = 'trail';
const sinceDefault = '24h';

/**
 * Takes the answers from the flags and asks for the rest.
 *
 * @param ask - undefined: asks nothing and uses the defaults
 * @throws UsageError when a required answer is missing and cannot be asked for; Unanswered
 */
export async function readAnswers(
	args: Arguments,
	workingDir: string,
	ask: Ask | undefined,
): Promise<Answers> {
	const questions = new FlagsFirst(args, ask);
	const name = await questions.get('name', 'Name of the environment', nameDefault, text =>
		nameForm.test(text) ? undefined : 'letters, digits, dots, dashes and underscores only',
	);
	const text = await sourceText(args, questions);
	const source = await configuredKindFrom(text).ask(text, { args, workingDir }, questions);
	const since = await questions.get(
		'since',
		'How far back to fetch at first (24h, 7d, a date)',
		sinceDefault,
	);
	return { name, source, since };
}

async function sourceText(args: Arguments, questions: Questions): Promise<string> {
	const bucket = args.strings['bucket'];
	return bucket !== undefined
		? `s3://${bucket.replace(/^s3:\/\//, '')}`
		: await questions.get(
				'from',
				'Where the trail lies: a bucket, s3://bucket/prefix, or a folder',
				undefined,
				refusalOf,
			);
}

/** Answers from the flags first, then from the user. */
class FlagsFirst implements Questions {
	readonly #args: Arguments;
	readonly #ask: Ask | undefined;

	constructor(args: Arguments, ask: Ask | undefined) {
		this.#args = args;
		this.#ask = ask;
	}

	async get(
		flag: string,
		question: string,
		fallback: string | undefined,
		refuse: (text: string) => string | undefined = () => undefined,
	): Promise<string> {
		const fromFlag = this.#args.strings[flag];
		if (fromFlag !== undefined) {
			const why = refuse(fromFlag);
			if (why !== undefined) {
				throw new UsageError(`--${flag}: ${why}; found "${fromFlag}"`);
			}

			return fromFlag;
		}

		if (this.#ask === undefined) {
			if (fallback === undefined) {
				throw new UsageError('init --yes needs --bucket NAME, or --from with a folder or s3://…');
			}

			return fallback;
		}

		return await this.#askUntilGood(question, fallback, refuse, this.#ask);
	}

	async #askUntilGood(
		question: string,
		fallback: string | undefined,
		refuse: (text: string) => string | undefined,
		ask: Ask,
	): Promise<string> {
		const shown = fallback === undefined || fallback === '' ? '' : ` [${fallback}]`;
		for (let hint = ''; ;) {
			const answer = await ask(`${hint}${question}${shown}: `);
			if (answer === undefined) {
				throw new Unanswered('nothing was written');
			}

			const text = answer.trim() === '' ? fallback : answer.trim();
			const why = text === undefined ? 'this one needs an answer' : refuse(text);
			if (text !== undefined && why === undefined) {
				return text;
			}

			hint = `${why}. `;
		}
	}
}
