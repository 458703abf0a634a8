import type { StoreError, StoreErrorCode } from '../../store/index.ts';

const otherFolder = 'choose another folder with --store PATH';
const repair =
	'`trailtop store repair FOLDER` brings over what proves whole, and `trailtop ingest` then fetches what is missing';
const freeSpace = 'free some space or lower the disk budget; writing resumes by itself';

/** What the user can do about each error of the store. Names only commands and flags that exist. */
const adviceOf: Readonly<Record<StoreErrorCode, string>> = {
	'segment-damaged': repair,
	'journal-damaged': repair,
	'file-cut': repair,
	'file-damaged': repair,
	'row-damaged': repair,
	'counts-differ': repair,
	'store-written': 'end whatever fills it, and begin again',
	'store-unfinished': 'delete its folder, and begin again',
	'copy-differs': 'keep the old store, and report this',
	'commit-failed':
		'look for a full or failing disk (dmesg, df); the next attempt starts from what is on disk',
	'disk-full': freeSpace,
	'format-newer': 'update trailtop, or choose another folder with --store PATH',
	'format-older': 'make a new store of this one with `trailtop store rebuild FOLDER`',
	'format-unknown': otherFolder,
	'codec-missing': 'update trailtop, or choose another folder with --store PATH',
	'read-only': `${otherFolder}, or change its owner`,
	'not-a-store': 'check the path; `trailtop ingest` fills a new store',
	'not-a-file':
		'remove it when you know whose it is, see who may write into that folder, or choose another one with --store PATH',
	'store-exists': 'name a folder that does not exist yet',
	'network-filesystem': 'put the store on a local disk with --store PATH',
	'lease-held': 'open it for reading, or end that process; its lease then passes on by itself',
	'lease-lost': 'start again when the other process has ended; until then it fills the store',
	'readers-open': 'close the consoles that show it, then compact again',
	'store-replaced': 'start again to read the new one',
	closed: 'start again',
};

export function storeAdvice(error: StoreError): string {
	return adviceOf[error.code];
}
