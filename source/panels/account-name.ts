import type { Value } from '../query/value.ts';
import { sanitise } from '../text/sanitise.ts';

/** What people call an account, by its id. */
export type Aliases = Readonly<Record<string, string>>;

const accountColumn = /(?:^|[._])(?:aws_?)?account(?:_?id)?$|accountid$/i;

/** Whether the values of a column are accounts: `account`, `_account`, `recipientAccountId`. */
export function isAccountColumn(title: string): boolean {
	return accountColumn.test(title);
}

/**
 * What people call the account that a cell of a column holds; undefined when the column holds no
 * accounts, or nobody named this one.
 */
export function accountName(
	value: Value | undefined,
	title: string,
	aliases: Aliases | undefined,
): string | undefined {
	if (aliases === undefined || value === null || value === undefined || !isAccountColumn(title)) {
		return undefined;
	}

	const id = String(value);

	return Object.hasOwn(aliases, id) ? sanitise(aliases[id] ?? id) : undefined;
}

/**
 * The name of a series whose title is an account: a transposed column tells no more of where its
 * title came from, and nothing but an account is called by an account's id.
 */
export function seriesAccountName(title: string, aliases: Aliases | undefined): string | undefined {
	return accountName(title, 'account', aliases);
}
