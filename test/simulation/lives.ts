import { dayMs, hourMs, minuteMs } from '../../source/text/duration.ts';
import { checkStore } from '../../store/index.ts';
import { Violation } from './oracle.ts';
import type { Process } from './process.ts';
import { rotten } from './rot.ts';
import { beginMs, stormMs } from './trail.ts';
import type { World } from './world.ts';

const secondMs = 1_000;
/** A process that is told nothing finds out so soon that it lost its lease. */
const noticeMs = 10 * secondMs;
const calmMax = 4 * dayMs;

/** What happens in a world: one process after the other in a storm, and then a calm. */
export class Lives {
	readonly #world: World;
	#rotsLeft: number;

	constructor(world: World) {
		this.#world = world;
		this.#rotsLeft = world.draw.chance(0.35) ? 1 : 0;
	}

	async live(): Promise<void> {
		while (this.#world.clock.nowMs < beginMs + stormMs) {
			await this.#rest();
			const process = await this.#world.start();
			if (process !== undefined) {
				await this.#life(process);
			}

			if (this.#world.isDown) {
				await this.#world.comeUp();
			}

			await this.#world.clock.sleep(this.#world.draw.between(secondMs, 5 * minuteMs));
		}

		await this.#calm();
	}

	/** One process, to its end. */
	async #life(process: Process): Promise<void> {
		const draw = this.#world.draw;
		const errorsBefore = this.#world.counts.diskError;
		const down = new Promise<void>(resolve => {
			this.#world.down = resolve;
		});
		const ended = draw.chance(0.35) ? this.#once(process) : this.#follow(process);
		const fate = draw.oneOf([
			'kill',
			'kill',
			'cut',
			'cut',
			'cut',
			'suspend',
			'suspend',
			'stop',
		] as const);
		this.#world.cutAfter = fate === 'cut' ? draw.between(1, 14) : Infinity;
		void this.#intrude(process);
		const afterMs = draw.chance(0.4)
			? draw.between(secondMs, 2 * minuteMs)
			: draw.between(minuteMs, 50 * minuteMs);
		const how = await Promise.race([
			ended,
			down.then(() => 'down' as const),
			process.superseded.then(() => 'superseded' as const),
			this.#world.clock.sleep(afterMs).then(() => 'due' as const),
		]);
		this.#world.cutAfter = Infinity;
		if (how === 'down') {
			return;
		}

		if (how === 'superseded') {
			// Renewals that the disk refused are none.
			if (this.#world.counts.diskError === errorsBefore) {
				throw new Violation('a process lost its lease though it was never silent');
			}

			await this.#world.kill(process);
		} else if (how === 'due' && fate === 'suspend') {
			await this.#suspend(process);
		} else if (how === 'due' && fate !== 'stop') {
			await this.#world.kill(process);
		} else {
			this.#world.count('stopped');
			await process.stop();
			this.#world.forget(process);
		}
	}

	async #follow(process: Process): Promise<'ended'> {
		process.follow();
		return new Promise(() => {});
	}

	async #once(process: Process): Promise<'ended'> {
		const before = this.#world.expectation.listedNow(this.#world.durable.ledger);
		try {
			const { complete } = await process.once();
			this.#world.note(`once: ${complete ? 'complete' : 'not complete'}`);
			const wrong = complete
				? this.#world.expectation.missing(before, this.#world.look())
				: undefined;
			if (wrong !== undefined) {
				throw new Violation(`a run says that it is complete, and ${wrong}`);
			}
		} catch (error) {
			if (error instanceof Violation) {
				throw error;
			}

			this.#world.note(`once: ${(error as Error).message}`);
		}

		return 'ended';
	}

	/** Somebody starts a second process while there is one. */
	async #intrude(first: Process): Promise<void> {
		await this.#world.clock.sleep(this.#world.draw.between(secondMs, 40 * minuteMs));
		if (
			this.#world.processes.length === 1 &&
			this.#world.processes[0] === first &&
			!this.#world.isDown
		) {
			const second = await this.#world.tryToStart();
			if (second !== undefined) {
				await this.#world.kill(second);
			}
		}
	}

	/** A suspended process; another comes, and the first wakes up. */
	async #suspend(first: Process): Promise<void> {
		const untilMs = this.#world.clock.nowMs + this.#world.draw.between(3, 150) * secondMs;
		this.#world.count('suspended');
		first.clock.suspend();
		let second: Process | undefined;
		while (this.#world.clock.nowMs < untilMs) {
			await this.#world.clock.sleep(5 * secondMs);
			if (second === undefined && !this.#world.isDown) {
				second = await this.#world.tryToStart();
				second?.follow();
			}
		}

		if (second !== undefined && this.#world.draw.chance(0.3)) {
			// Also one that has ended in good order has had the lease.
			await second.stop();
			this.#world.forget(second);
		}

		this.#world.note(`${first.name} wakes up`);
		first.clock.resume();
		const lost = first.superseded.then(() => true);
		const hasNoticed = await Promise.race([
			lost,
			this.#world.clock.sleep(noticeMs).then(() => false),
		]);
		if (second !== undefined && !hasNoticed && !this.#world.isDown) {
			throw new Violation('a process that was suspended does not notice that its lease is lost');
		}

		this.#world.counts.superseded += second === undefined ? 0 : 1;
		await this.#world.kill(first);
		if (second !== undefined && this.#world.processes.includes(second)) {
			await this.#world.clock.sleep(this.#world.draw.between(secondMs, 10 * minuteMs));
			await this.#world.kill(second);
		}
	}

	/** Faults have ended: everything has to come in by itself. */
	async #calm(): Promise<void> {
		this.#world.isStormy = false;
		this.#world.weather.isFair = true;
		this.#world.note('calm');
		await this.#rest();
		await this.#world.clock.sleep(hourMs);
		if (this.#world.draw.chance(0.5)) {
			const process = (await this.#world.start())!;
			await this.#once(process);
			await process.stop();
			this.#world.forget(process);
		}

		const process = (await this.#world.start())!;
		process.follow();
		const fromMs = this.#world.clock.nowMs;
		let missing: string | undefined = 'nothing was looked at';
		while (missing !== undefined && this.#world.clock.nowMs < fromMs + calmMax) {
			await this.#world.clock.sleep(3 * hourMs);
			missing =
				this.#world.expectation.unsettled(this.#world.look(), this.#world.reader!) ??
				this.#world.overdue() ??
				this.#world.queue?.left();
		}

		if (missing !== undefined) {
			throw new Violation(`four days later, ${missing}`);
		}

		await process.stop();
		this.#world.forget(process);
		this.#world.look();
		const { faultCount, faults } = await this.#world.clock.real(
			checkStore({ dir: this.#world.disk.dir }),
		);
		if (faultCount > 0) {
			throw new Violation(`a check finds: ${faults[0]?.where} ${faults[0]?.found}`);
		}
	}

	/** Between two lives; bits may turn over. */
	async #rest(): Promise<void> {
		const isTime =
			this.#world.durable.records.size > 4 &&
			this.#world.draw.chance(this.#world.isStormy ? 0.4 : 1);
		if (this.#rotsLeft === 0 || !isTime) {
			return;
		}

		this.#rotsLeft--;
		await this.#world.closeAll();
		const kind = await this.#world.clock.real(
			rotten(this.#world.disk, this.#world.durable, this.#world.clock.nowMs, what =>
				this.#world.note(what),
			),
		);
		this.#world.count(kind === 'hidden' ? 'rotHidden' : 'rotSeen');
	}
}
