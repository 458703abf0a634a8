import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** What a program under the benchmark says about itself at its end. */
export interface ProgramReport {
	/** Of the data frames after the first few. */
	readonly cpuMsPerFrame: number;
	/** The number of the last frame that was asked for. */
	readonly lastFrame: number;
	/** The longest time that the event loop was deaf, once the first frame stood. */
	readonly longestStallMs: number;
}

/** Frames before the measured ones: code is compiled and caches fill. */
const warmUpFrames = 5;

/**
 * Both programs are led the same way: SIGUSR2 brings the next frame of data, and at the end a
 * report is written to the file named on the command line.
 */
export function leadProgram(nextFrame: (frame: number) => void): { report(): void } {
	const [, , reportFile = ''] = process.argv;
	const stalls = monitorEventLoopDelay({ resolution: 2 });
	let frame = 0;
	let cpuAtStart = process.cpuUsage();
	let cpuOfFrames = { user: 0, system: 0 };
	process.on('SIGUSR2', () => {
		if (frame === warmUpFrames) {
			cpuAtStart = process.cpuUsage();
			stalls.enable();
		}

		// Of the frames before this one.
		cpuOfFrames = process.cpuUsage(cpuAtStart);

		frame += 1;
		nextFrame(frame);
	});
	return {
		report: () => {
			const { user, system } = cpuOfFrames;
			const measuredFrames = Math.max(1, frame - 1 - warmUpFrames);
			const report: ProgramReport = {
				cpuMsPerFrame: (user + system) / 1_000 / measuredFrames,
				lastFrame: frame,
				longestStallMs: stalls.max / 1e6,
			};
			writeFileSync(reportFile, JSON.stringify(report));
		},
	};
}
