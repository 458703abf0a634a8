/** Nobody asked for anything so long, in ms. A refresh comes sooner than this. */
const restMs = 1_500;
/** Less garbage is not worth a collection. */
const growthBytesMin = 16 * 2 ** 20;

interface Ports {
	/** Bytes of the thread's heap and of the buffers that it refers to. */
	heapBytes(): number;
	/** Collects all garbage, which takes a tenth of a second or two. */
	collect(): void;
}

/**
 * Gives memory back when a thread has nothing to do. The engine of JavaScript collects garbage when
 * it allocates; without new work, that of the last query stays: a third of what the console took
 * after its largest dashboard.
 */
export class IdleCollector {
	readonly #ports: Ports;
	#leftBytes = 0;
	#timer: NodeJS.Timeout | undefined;

	constructor(ports: Ports) {
		this.#ports = ports;
	}

	/** A query begins. */
	busy(): void {
		clearTimeout(this.#timer);
	}

	/** The last query has ended. */
	idle(): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.#collect(), restMs).unref();
	}

	#collect(): void {
		if (this.#ports.heapBytes() - this.#leftBytes >= growthBytesMin) {
			this.#ports.collect();
			this.#leftBytes = this.#ports.heapBytes();
		}
	}
}
