import type { Arguments } from '../../app/arguments.ts';
import { UsageError } from '../../app/arguments.ts';
import { configuredKindFrom, refusalOf } from '../../app/source/index.ts';
import type { SourceSettings } from '../../app/source/index.ts';
import { profileQuestion } from '../../app/source/s3.ts';
import { verifyModes } from '../../config/verify-modes.ts';
import type { VerifyMode } from '../../config/verify-modes.ts';
import type { Questions } from '../../app/source/source-kind.ts';

export interface Answers {
	readonly name: string;
	readonly source: SourceSettings;
	/** As written by the user: `24h`, `7d`, a date. */
	readonly since: string;
	/** Undefined: as the environment has it, or off. */
	readonly verify: VerifyMode | undefined;
}

/** A trail that was found, as an answer to where the trail lies. */
export interface OfferedTrail {
	/** `s3://bucket/prefix`. */
	readonly address: string;
	/** What stands before `AWSLogs/`; empty for nothing. */
	readonly prefix: string;
	readonly homeRegion: string;
	readonly hasDigests: boolean;
}

/** Asks CloudTrail for trails and lists them, the best first; says so when there are none. */
export type FindTrails = (args: Arguments) => Promise<readonly OfferedTrail[]>;

/** Asks one question, with the default in brackets. Undefined when the user ended the input. */
export type Ask = (question: string) => Promise<string | undefined>;

/** The user ended the input before the last answer. */
export class Unanswered extends Error {
	override readonly name = 'Unanswered';
}

const nameForm = /^[A-Za-z0-9._-]+$/;
const nameDefault = 'trail';
const sinceDefault = '24h';
const numberForm = /^\d{1,3}$/;

/**
 * Takes the answers from the flags and asks for the rest.
 *
 * @param ask - undefined: asks nothing and uses the defaults
 * @param findTrails - called when a person is asked and the flags do not say where the trail lies
 * @throws UsageError when a required answer is missing and cannot be asked for; Unanswered
 */
export async function readAnswers(
	args: Arguments,
	workingDir: string,
	ask: Ask | undefined,
	findTrails: FindTrails,
): Promise<Answers> {
	let questions = new FlagsFirst(args, ask);
	const name = await questions.get('name', 'Name of the environment', nameDefault, text =>
		nameForm.test(text) ? undefined : 'letters, digits, dots, dashes and underscores only',
	);
	let known = args;
	let trail: OfferedTrail | undefined;
	const isNamed = args.strings['bucket'] !== undefined || args.strings['from'] !== undefined;
	if (ask !== undefined && !isNamed) {
		({ known, trail } = await chooseTrail(args, questions, findTrails));
		questions = new FlagsFirst(known, ask);
	}

	const text = await sourceText(known, questions);
	const source = await configuredKindFrom(text).ask(text, { args: known, workingDir }, questions);
	const since = await questions.get(
		'since',
		'How far back to fetch at first (24h, 7d, a date)',
		sinceDefault,
	);
	return { name, source, since, verify: await readVerify(args, questions, trail) };
}

/** A trail that signs digests can be verified as it is read; whoever does not know of it is asked. */
async function readVerify(
	{ strings }: Arguments,
	questions: Questions,
	trail: OfferedTrail | undefined,
): Promise<VerifyMode | undefined> {
	const modes: readonly string[] = verifyModes;
	const answer =
		trail?.hasDigests === true
			? await questions.get(
					'verify',
					'Check its signed digests as they are delivered, for a few requests an hour and region (live, off)',
					'live',
					text => (modes.includes(text) ? undefined : 'live or off'),
				)
			: strings['verify'];
	return verifyModes.find(mode => mode === answer);
}

/**
 * Offers the trails that the credentials of a profile find.
 *
 * @returns the arguments with the answers: the profile, and the chosen trail or the text given
 *   instead of one; and that trail
 */
async function chooseTrail(
	args: Arguments,
	questions: Questions,
	findTrails: FindTrails,
): Promise<{ readonly known: Arguments; readonly trail: OfferedTrail | undefined }> {
	const profile = await questions.get('profile', profileQuestion, '');
	const known = withStrings(args, { profile });
	const trails = await findTrails(known);
	if (trails.length === 0) {
		return { known, trail: undefined };
	}

	const from = await questions.get(
		'from',
		`Which trail: 1${trails.length === 1 ? '' : ` to ${trails.length}`}, or a bucket, s3://bucket/prefix, a folder, or lookup`,
		'1',
		text => (numberForm.test(text) ? refuseNumber(text, trails) : refusalOf(text)),
	);
	const chosen = numberForm.test(from) ? trails[Number(from) - 1] : undefined;
	const strings =
		chosen === undefined
			? { from }
			: {
					from: chosen.address,
					prefix: args.strings['prefix'] ?? chosen.prefix,
					// S3 tells the bucket’s region; that of the trail is in the same partition.
					'bucket-region': args.strings['bucket-region'] ?? chosen.homeRegion,
				};
	return { known: withStrings(known, strings), trail: chosen };
}

function refuseNumber(text: string, trails: readonly OfferedTrail[]): string | undefined {
	return trails[Number(text) - 1] === undefined
		? `the trails have the numbers 1 to ${trails.length}`
		: undefined;
}

function withStrings(args: Arguments, strings: Arguments['strings']): Arguments {
	return { ...args, strings: { ...args.strings, ...strings } };
}

async function sourceText(args: Arguments, questions: Questions): Promise<string> {
	const bucket = args.strings['bucket'];
	return bucket !== undefined
		? `s3://${bucket.replace(/^s3:\/\//, '')}`
		: await questions.get(
				'from',
				'Where the trail lies: a bucket, s3://bucket/prefix, a folder, or lookup',
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
