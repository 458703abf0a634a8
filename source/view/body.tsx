import { Box } from 'ink';
import type { PanelInput } from '../dashboard/screen/body.ts';
import type { Line } from '../panels/span.ts';
import { Lines } from './lines.tsx';
import { Panel } from './panel.tsx';
import type { Theme } from './theme.ts';

/** The panels with what is doubted above them, or the open record. */
export function Body({
	doubts,
	panels,
	record,
	rows,
	theme,
}: {
	readonly doubts: readonly Line[];
	readonly panels: readonly PanelInput[];
	readonly record: readonly Line[] | undefined;
	readonly rows: number;
	readonly theme: Theme;
}) {
	return (
		<Box height={rows}>
			{record === undefined ? (
				<>
					<Lines lines={doubts} theme={theme} />
					{panels.map(panel => (
						<Panel key={panel.id} panel={panel} theme={theme} />
					))}
				</>
			) : (
				<Lines lines={record} theme={theme} />
			)}
		</Box>
	);
}
