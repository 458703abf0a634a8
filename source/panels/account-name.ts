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

/** What the titles of a result's columns are called by. */
export interface TitleNaming {
	readonly aliases?: Aliases | undefined;
	/** The field whose values the titles are, as a transpose makes them; undefined for none. */
	readonly titleField?: string | undefined;
}

/**
 * What people call the account that is the title of a column; undefined when titles are no accounts.
 * The title alone tells nothing: a caller without a name of its own goes by its account's id too.
 */
export function titleAccountName(
	title: string,
	{ aliases, titleField = '' }: TitleNaming,
): string | undefined {
	return accountName(title, titleField, aliases);
}
