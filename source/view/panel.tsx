import { memo, useMemo } from 'react';
import { Box } from 'ink';
import { isSameInput, panelLines } from '../dashboard/screen/panel-lines.ts';
import type { PanelInput } from '../dashboard/screen/body.ts';
import { Lines } from './lines.tsx';
import type { Theme } from './theme.ts';

/** One panel at its position. It is drawn again only when something in it has changed. */
export const Panel = memo(
	function Panel({ panel, theme }: { readonly panel: PanelInput; readonly theme: Theme }) {
		const lines = useMemo(() => panelLines(panel), [panel]);
		return (
			<Box
				position="absolute"
				marginLeft={panel.x}
				marginTop={panel.y}
				width={panel.widthCells}
				height={panel.heightCells}
			>
				<Lines lines={lines} theme={theme} />
			</Box>
		);
	},
	(before, after) => before.theme === after.theme && isSameInput(before.panel, after.panel),
);
