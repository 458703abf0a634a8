import type { Table } from '../frame/table.ts';
import type { OrderedRows } from '../frame/ordered-rows.ts';

/** The result of a plan over one time range. */
export type PlanResult =
	| {
			readonly kind: 'rows';
			readonly ordered: OrderedRows;
			readonly columns: readonly string[];
			/** Names that stages made, also those that only the data shows. */
			readonly made: readonly string[];
			/** Total number of rows, including those that are not kept. */
			readonly rowCount: number;
	  }
	| { readonly kind: 'table'; readonly table: Table; readonly keys: readonly string[] };
