import type { TimeSpan } from '../../panels/model.ts';
import type { BeforeQuery } from '../compose/before-query.ts';

/** A query whose result the screen needs. */
export interface Wanted {
	readonly slot: string;
	readonly text: string;
	readonly range: TimeSpan;
	/** The range as the user chose it. */
	readonly chosen: string;
	readonly note: string;
	/** Its range becomes longer with every moment. */
	readonly grows?: boolean | undefined;
	/** Of the period before. */
	readonly cuts?: BeforeQuery['cuts'] | undefined;
	/** Undefined: as many as can be shown. */
	readonly rowsMax?: number | undefined;
	/** For what nobody looks at all the time: it runs again for new records after this many ms. */
	readonly restMs?: number | undefined;
}
