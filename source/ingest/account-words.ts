import { formatNumber, formatPlural } from '../text/number.ts';
import { hasRead, isWhole } from './account.ts';
import type { Account } from './account.ts';
import { timeGuessedWords } from './ledger.ts';
import { proofDocument } from './proof/proof-words.ts';
import type { ObjectState } from './ledger.ts';
import { askFor, kindOfFolder, logKinds } from '../trail/log-kinds.ts';

/** Words behind a number of objects, by state, the worst first; `ok` is said by the head. */
export const stateWords: Readonly<Record<Exclude<ObjectState, 'ok'>, string>> = {
	partial: 'read in part',
	quarantined: 'unreadable',
	unsupported: 'of a kind that cannot be read',
	denied: 'denied',
	archived: 'archived',
	pending: 'failed for now',
	gone: 'gone before it was read',
	unasked: 'of a kind not asked for',
	skipped: 'left out as no CloudTrail log',
};

/**
 * One line about what was not read, without a full stop; undefined when there is nothing to say.
 * Folders that hold no logs, such as the digests beside them, are only named when no object was read
 * at all; those of a kind that is not asked for are always counted.
 */
export function accountWords(account: Account): string | undefined {
	const { listed, states, deniedPrefixes, outside } = account;
	const parts = partsOf(account);
	const isAny = states.ok + states.partial > 0;
	if (!isAny) {
		parts.push(...leftAside(account));
	}

	if (!isAny && outside > 0) {
		parts.push(`${formatPlural(outside, 'object')} outside of what was asked for`);
	}

	if (parts.length === 0) {
		return undefined;
	}

	const read = `${formatNumber(states.ok)} of ${formatPlural(listed, 'object')} read whole`;
	const head = isWhole(account)
		? ''
		: `${hasRead(account) ? 'not every time was' : 'not everything was'} read: `;
	// The prefix of a whole source is empty.
	const names = deniedPrefixes.map(prefix => (prefix === '' ? 'the source itself' : prefix));
	const denied = names.length === 0 ? '' : `, ${shortList(names)}`;
	return `${head}${[read, ...parts].join(', ')}${denied}`;
}

/** What a closed range may lack, and how to get it; undefined when nothing was named soon after. */
export function laterWords({ later }: Account): string | undefined {
	return later === 0
		? undefined
		: `${formatPlural(later, 'object')} named up to two days after the range not fetched, in which late events of it may be: a later --until fetches them`;
}

/** All that an account counts: `12 of 14 objects read whole`, then what was not. */
export function wordsOf(account: Account): readonly string[] {
	const { listed, states } = account;
	const read = `${formatNumber(states.ok)} of ${formatPlural(listed, 'object')} read whole`;
	return [read, ...partsOf(account), ...leftAside(account)];
}

/** What lies beside the logs and was passed by: `left aside: CloudTrail-Digest (2)`. */
function leftAside({ leftFolders }: Account): string[] {
	const names = Object.keys(leftFolders)
		.filter(folder => kindOfFolder(folder) === undefined)
		.sort()
		.map(folder => `${folder} (${formatNumber(leftFolders[folder] ?? 0)})`);
	return names.length === 0 ? [] : [`left aside: ${shortList(names)}`];
}

/** What was not read, by state: `2 read in part (3 pieces left out)`. */
export function partsOf(account: Account): string[] {
	const { states, rejected, deniedPrefixes, unaskedKinds } = account;
	const parts: string[] = [];
	for (const [state, words] of Object.entries(stateWords)) {
		const count = states[state as ObjectState];
		if (count > 0) {
			const pieces = state === 'partial' && rejected > 0 ? rejected : 0;
			const more = pieces === 0 ? '' : ` (${formatPlural(pieces, 'piece')} left out)`;
			const how =
				state === 'unasked' && unaskedKinds.length > 0 ? ` (${askFor(unaskedKinds)})` : '';
			parts.push(`${formatNumber(count)} ${words}${more}${how}`);
		}
	}

	const folders = unaskedFolders(account);
	if (folders.count > 0) {
		const words = `${formatPlural(folders.count, 'folder')} ${stateWords.unasked}`;
		parts.push(`${words} (${askFor(folders.kinds)})`);
	}

	if (account.timeGuessed > 0) {
		parts.push(`${timeGuessedWords(account.timeGuessed)}, placed at the time of their object`);
	}

	if (account.filling.length > 0) {
		parts.push(`fetching from ${shortList(account.filling)} has not ended`);
	}

	if (deniedPrefixes.length > 0) {
		parts.push(`${formatPlural(deniedPrefixes.length, 'folder')} not listed`);
	}

	return parts;
}

/** Folders that were not listed, because their kind is not asked for. */
function unaskedFolders({ leftFolders }: Account) {
	const found = logKinds.filter(({ folder }) => (leftFolders[folder] ?? 0) > 0);
	return {
		kinds: found.map(({ name }) => name),
		count: found.reduce((sum, { folder }) => sum + (leftFolders[folder] ?? 0), 0),
	};
}

/** The account as it stands in JSON. */
export function accountDocument(account: Account) {
	const { proof, ...rest } = account;
	return {
		complete: isWhole(account),
		...rest,
		...(proof === undefined ? {} : { proof: proofDocument(proof) }),
	};
}

const namedMax = 3;

function shortList(names: readonly string[]): string {
	const more = names.length - namedMax;
	return `${names.slice(0, namedMax).join(', ')}${more > 0 ? ` and ${formatNumber(more)} more` : ''}`;
}
