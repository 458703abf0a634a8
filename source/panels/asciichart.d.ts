declare module 'asciichart' {
	interface PlotConfig {
		readonly offset?: number;
		readonly padding?: string;
		readonly height?: number;
		readonly min?: number;
		readonly max?: number;
		readonly symbols?: readonly string[];
		readonly format?: (value: number, index: number) => string;
	}

	const asciichart: {
		plot(series: readonly number[] | readonly (readonly number[])[], config?: PlotConfig): string;
	};

	export = asciichart;
}
