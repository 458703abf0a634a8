/** What the left button or the wheel did; `x` and `y` are cells of the screen from 0. */
export interface MouseAct {
	readonly act: 'press' | 'drag' | 'release' | 'wheel-up' | 'wheel-down';
	readonly x: number;
	readonly y: number;
}
