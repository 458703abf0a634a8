import { resolve } from 'node:path';
import type { Arguments } from '../../app/arguments.ts';
import { UsageError } from '../../app/arguments.ts';
import { bucketRegion } from '../../app/read-environment.ts';

/** What a source is, in the words of the configuration file. */
export type SourceAnswers =
	| { readonly folder: string }
	| {
			readonly bucket: string;
			readonly prefix?: string;
			readonly region?: string;
			readonly profile?: string;
			readonly role_arn?: string;
			readonly external_id?: string;
			readonly endpoint?: string;
			readonly path_style?: boolean;
			readonly requester_pays?: boolean;
	  };

export interface Answers {
	readonly name: string;
	readonly source: SourceAnswers;
	/** As written: `24h`, `7d`, a date. */
	readonly since: string;
}

/** Asks one question; the default stands in brackets. Undefined when the person went away. */
export type Ask = (question: string) => Promise<string | undefined>;

/** The person left before the last answer. */
export class Unanswered extends Error {
	override readonly name = 'Unanswered';
}

const nameForm = /^[A-Za-z0-9._-]+$/;
const nameDefault = 'trail';
const sinceDefault = '24h';

/**
 * What the flags say, and questions for the rest.
 *
 * @param ask - undefined: ask nothing, keep the defaults
 * @throws UsageError when something needed is neither given nor asked; Unanswered
 */
export async function readAnswers(
	args: Arguments,
	workingDir: string,
	ask: Ask | undefined,
): Promise<Answers> {
	const questions = new Questions(args, ask);
	const name = await questions.get('name', 'Name of the environment', nameDefault, text =>
		nameForm.test(text) ? undefined : 'letters, digits, dots, dashes and underscores only',
	);
	const place = await placeOf(args, questions);
	const source =
		place.kind === 'folder'
			? { folder: resolve(workingDir, place.folder) }
			: await bucketAnswers(place, args, questions);
	const since = await questions.get(
		'since',
		'How far back to fetch at first (24h, 7d, a date)',
		sinceDefault,
	);
	return { name, source, since };
}

type Place =
	| { readonly kind: 'folder'; readonly folder: string }
	| { readonly kind: 'bucket'; readonly bucket: string; readonly prefix: string | undefined };

async function placeOf(args: Arguments, questions: Questions): Promise<Place> {
	const bucket = args.strings['bucket'];
	if (bucket !== undefined) {
		return { ...readPlace(`s3://${bucket.replace(/^s3:\/\//, '')}`), ...prefixOf(args) } as Place;
	}

	const from = await questions.get(
		'from',
		'Where the trail lies: a bucket, s3://bucket/prefix, or a folder',
		undefined,
		text => (text === 'example' ? 'the example needs no configuration' : undefined),
	);
	return { ...readPlace(from), ...prefixOf(args) } as Place;
}

function prefixOf(args: Arguments): { readonly prefix?: string } {
	const prefix = args.strings['prefix'];
	return prefix === undefined ? {} : { prefix };
}

/** A bare word is a bucket, whatever has a slash or a dot at its start is a folder. */
function readPlace(text: string): Place {
	if (!text.startsWith('s3://') && /^[./~]|\//.test(text)) {
		return { kind: 'folder', folder: text };
	}

	const [bucket = '', ...rest] = text.replace(/^s3:\/\//, '').split('/');
	if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) {
		throw new UsageError(
			`"${bucket}" is no name of a bucket: 3 to 63 small letters, digits, - or .`,
		);
	}

	const prefix = rest.join('/');
	return { kind: 'bucket', bucket, prefix: prefix === '' ? undefined : prefix };
}

async function bucketAnswers(
	place: Extract<Place, { kind: 'bucket' }>,
	args: Arguments,
	questions: Questions,
): Promise<SourceAnswers> {
	const { endpoint } = args.strings;
	const region = bucketRegion(args) ?? args.lists['region']?.[0];
	const profile = await questions.get('profile', 'Profile of ~/.aws/config (empty: none)', '');
	const roleArn = await questions.get(
		'role-arn',
		'Role to assume, its ARN (empty: none)',
		'',
		text => (text === '' || text.startsWith('arn:') ? undefined : 'a role’s ARN begins with arn:'),
	);
	const externalId =
		roleArn === '' ? '' : await questions.get('external-id', 'External ID (empty: none)', '');
	const prefix =
		place.prefix ??
		(await questions.get('prefix', 'What stands before AWSLogs/ (empty: look for it)', ''));
	return {
		bucket: place.bucket,
		...given('prefix', prefix.replace(/^\/+|\/+$/g, '')),
		...given('region', region),
		...given('profile', profile),
		...given('role_arn', roleArn),
		...given('external_id', externalId),
		...given('endpoint', endpoint),
		...(args.switches['path-style'] === true || endpoint !== undefined ? { path_style: true } : {}),
		...(args.switches['requester-pays'] === true ? { requester_pays: true } : {}),
	};
}

function given<Name extends string>(
	name: Name,
	value: string | undefined,
): { readonly [key in Name]?: string } {
	return (value === undefined || value === '' ? {} : { [name]: value }) as {
		readonly [key in Name]?: string;
	};
}

class Questions {
	readonly #args: Arguments;
	readonly #ask: Ask | undefined;

	constructor(args: Arguments, ask: Ask | undefined) {
		this.#args = args;
		this.#ask = ask;
	}

	/** @param refuse - why an answer will not do, or undefined */
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
