import { Box } from 'ink';
import type { PanelInput } from '../dashboard/screen/body.ts';
import type { Line } from '../panels/span.ts';
import { Lines } from './lines.tsx';
import { Panel } from './panel.tsx';
import type { Theme } from './theme.ts';

/** The panels, or the open record. */
export function Body({
	panels,
	record,
	rows,
	theme,
}: {
	readonly panels: readonly PanelInput[];
	readonly record: readonly Line[] | undefined;
	readonly rows: number;
	readonly theme: Theme;
}) {
	return (
		<Box height={rows}>
			{record === undefined ? (
				panels.map(panel => <Panel key={panel.id} panel={panel} theme={theme} />)
			) : (
				<Lines lines={record} theme={theme} />
			)}
		</Box>
	);
}
