import { Box } from 'ink';
import { alarmLine } from '../dashboard/screen/alarms.ts';
import { panelInputs, recordScreen, smallScreen } from '../dashboard/screen/body.ts';
import type { PanelInput } from '../dashboard/screen/body.ts';
import { doubtLines } from '../dashboard/screen/doubts.ts';
import { footLines } from '../dashboard/screen/foot.ts';
import { footerLine, queryLine } from '../dashboard/screen/footer.ts';
import { headerLine, filterLine } from '../dashboard/screen/header.ts';
import { floating } from '../dashboard/screen/overlay.ts';
import type { Floating } from '../dashboard/screen/floating.ts';
import { bodySize } from '../dashboard/state/panels-shown.ts';
import type { State } from '../dashboard/state/state.ts';
import type { Line } from '../panels/span.ts';
import { Body } from './body.tsx';
import { FloatingBox } from './floating-box.tsx';
import { Lines } from './lines.tsx';
import type { Theme } from './theme.ts';
import { FixedLines } from './fixed-lines.tsx';

/** Everything on the screen, as plain data. */
export interface Screen {
	readonly columns: number;
	readonly rows: number;
	/** Replaces everything else on a screen that is too small. */
	readonly small: readonly Line[] | undefined;
	readonly header: readonly [Line, Line, Line];
	readonly bodyRows: number;
	/** Above the panels. */
	readonly doubts: readonly Line[];
	readonly panels: readonly PanelInput[];
	readonly record: readonly Line[] | undefined;
	readonly footer: readonly [Line, Line];
	/** Below the keys, for a while. */
	readonly foot: readonly Line[];
	readonly floating: readonly Floating[];
}

/** The content of the screen for a state. Pure; the components below only position it. */
export function view(state: State): Screen {
	return {
		columns: state.size.columns,
		rows: state.size.rows,
		small: smallScreen(state),
		header: [headerLine(state), filterLine(state), alarmLine(state)],
		bodyRows: bodySize(state).rows,
		doubts: doubtLines(state),
		panels: panelInputs(state),
		record: recordScreen(state),
		footer: [queryLine(state), footerLine(state)],
		foot: footLines(state),
		floating: floating(state),
	};
}

/** The whole console. Keys go to `update`, not to a component. */
export function Console({ state, theme }: { readonly state: State; readonly theme: Theme }) {
	const screen = view(state);

	if (screen.small !== undefined) {
		return (
			<Box width={screen.columns} height={screen.rows}>
				<Lines lines={screen.small} theme={theme} />
			</Box>
		);
	}

	return (
		<Box width={screen.columns} height={screen.rows} flexDirection="column">
			<FixedLines lines={screen.header} theme={theme} />
			<Body
				doubts={screen.doubts}
				panels={screen.panels}
				record={screen.record}
				rows={screen.bodyRows}
				theme={theme}
			/>
			<FixedLines lines={screen.footer} theme={theme} />
			<Lines lines={screen.foot} theme={theme} />
			{screen.floating.map((box, index) => (
				<FloatingBox key={index} box={box} theme={theme} />
			))}
		</Box>
	);
}
