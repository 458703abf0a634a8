import type { Table } from '../frame/table.ts';
import type { OrderedRows } from '../frame/ordered-rows.ts';

/** What a plan made of one time range. */
export type PlanResult =
	| {
			readonly kind: 'rows';
			readonly ordered: OrderedRows;
			readonly columns: readonly string[];
			/** Rows there are, kept or not. */
			readonly rowCount: number;
	  }
	| { readonly kind: 'table'; readonly table: Table; readonly keys: readonly string[] };
