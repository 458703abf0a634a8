import { fstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Milliseconds between two looks. */
const lookMs = 200;
/** Looks that find nobody: a descriptor may be on its way from one process to another during a single one. */
const looksWithoutReader = 2;

/**
 * Watches who reads a pipe, so that work ends whose answer nobody will read: Node hears of a closed pipe only
 * when it writes. Linux shows the open files of the user's processes. Where no reader is ever visible, or one
 * may be that is not, nothing is done.
 *
 * @param fd - the writing end; of anything but a pipe nothing is watched
 * @param left - called once, when no process holds the reading end any more
 * @returns ends the watch
 */
export function watchReader(fd: number, left: () => void): () => void {
	const pipe = pipeOf(fd);
	if (pipe === undefined) {
		return () => {};
	}

	let holder: string | undefined;
	let missedCount = 0;
	const timer = setInterval(() => {
		if (holder !== undefined && isHeld(holder, pipe)) {
			missedCount = 0;
			return;
		}

		const next = holderOf(pipe);
		missedCount = next === undefined ? missedCount + 1 : 0;
		if (next === undefined && (holder === undefined || mayBeHidden())) {
			clearInterval(timer);
		} else if (missedCount === looksWithoutReader) {
			clearInterval(timer);
			left();
		}

		holder = next ?? holder;
	}, lookMs).unref();
	return () => clearInterval(timer);
}

/** What a link to the pipe reads, as `pipe:[4711]`; undefined where it is none, or nothing shows it. */
function pipeOf(fd: number): string | undefined {
	if (process.platform !== 'linux' || !fstatSync(fd).isFIFO()) {
		return undefined;
	}

	const link = readIfThere(() => readlinkSync(`/proc/self/fd/${fd}`));
	return link?.startsWith('pipe:') === true ? link : undefined;
}

/** The link of a process that has the reading end. Whoever was started beside this one is asked first. */
function holderOf(pipe: string): string | undefined {
	const near = (pid: number) => Math.abs(pid - process.pid);
	const others = pids().filter(pid => pid !== process.pid);
	for (const pid of others.sort((a, b) => near(a) - near(b))) {
		for (const fd of readIfThere(() => readdirSync(`/proc/${pid}/fd`)) ?? []) {
			const link = `/proc/${pid}/fd/${fd}`;
			if (readIfThere(() => readlinkSync(link)) === pipe && reads(pid, fd)) {
				return link;
			}
		}
	}

	return undefined;
}

function pids(): number[] {
	return (readIfThere(() => readdirSync('/proc')) ?? []).map(Number).filter(pid => pid > 0);
}

function reads(pid: number, fd: string): boolean {
	const info = readIfThere(() => readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'latin1')) ?? '';
	// Its last two bits: 0 reads, 1 writes, 2 does both.
	const mode = /^flags:\s*([0-7]+)/m.exec(info)?.[1];
	return mode !== undefined && (Number.parseInt(mode, 8) & 3) !== 1;
}

/** A process that has become another user's, as by `sudo`, still holds what it held. */
function isHeld(link: string, pipe: string): boolean {
	try {
		return readlinkSync(link) === pipe;
	} catch (error) {
		return isRefused(error);
	}
}

/** Whether a process of this session shows no open files, as one of `sudo`: it may read the pipe. */
function mayBeHidden(): boolean {
	const own = sessionOf(process.pid);
	return pids().some(pid => {
		try {
			readdirSync(`/proc/${pid}/fd`);
			return false;
		} catch (error) {
			return isRefused(error) && sessionOf(pid) === own;
		}
	});
}

/** Its number: the fourth field behind the name, which may hold anything. */
function sessionOf(pid: number): string | undefined {
	const stat = readIfThere(() => readFileSync(`/proc/${pid}/stat`, 'latin1')) ?? '';
	return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3];
}

function isRefused(error: unknown): boolean {
	return ['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '');
}

/** Processes end, and close files, while they are looked at. */
function readIfThere<T>(read: () => T): T | undefined {
	try {
		return read();
	} catch {
		return undefined;
	}
}
