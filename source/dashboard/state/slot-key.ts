/** The slot of a panel's result. */
export function slotKey(dashboard: string, panel: string): string {
	return `${dashboard}/${panel}`;
}
