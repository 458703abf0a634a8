import { composeQuery } from '../compose/compose.ts';
import { formatNumber } from '../../text/number.ts';
import { newMenu } from '../input/menu.ts';
import type { MenuItem } from '../input/menu.ts';
import { alarmHour, readAlarms } from '../state/alarms.ts';
import type { ReadAlarm } from '../state/alarms.ts';
import { openQuery } from '../state/open-query.ts';
import { openDashboard } from '../state/open-dashboard.ts';
import type { State, Step } from '../state/state.ts';
import { closeMenu, takesOne } from './descriptor.ts';
import type { MenuDescriptor } from './descriptor.ts';

/** All that is looked for in the last hour, also where nothing is wrong. */
export const alarms: MenuDescriptor<{ readonly kind: 'alarms' }> = {
	open: (state, id) => newMenu(id, 'What is wrong in the last hour', readAlarms(state).map(itemOf)),
	choose(state, _, item, commands) {
		const closed = closeMenu(state);
		const chosen = readAlarms(state).find(({ alarm }) => alarm.name === item?.id);
		return chosen === undefined ? [closed, []] : opened(closed, chosen, commands);
	},
	toggle: takesOne,
};

function itemOf({ alarm, state }: ReadAlarm): MenuItem {
	const [one, many] = alarm.words;

	switch (state.kind) {
		case 'read': {
			const { count, change, level, detail } = state.reading;
			const mark = level === 'bad' ? '▲ ' : level === 'warn' ? '• ' : '';
			return {
				id: alarm.name,
				label: `${mark}${formatNumber(count)} ${count === 1 ? one : many}`,
				hint: [change, detail].filter(Boolean).join(' · '),
			};
		}

		case 'looking':
			return { id: alarm.name, label: many, hint: 'looking …' };
		case 'unknown':
			return { id: alarm.name, label: many, hint: `not known: ${state.reason}` };
	}
}

/** Its records of the hour, whatever is filtered, as they were counted; else what leads to more. */
function opened(
	state: State,
	{ alarm }: ReadAlarm,
	commands: Parameters<(typeof alarms)['choose']>[3],
): Step {
	const { behind, leadsTo, words } = alarm;

	if (behind !== undefined) {
		const query = composeQuery(behind, { scope: state.scope });
		return openQuery(state, query, words[1], alarmHour(state));
	}

	return leadsTo.action === undefined
		? openDashboard(state, leadsTo.dashboard)
		: commands.run(state, leadsTo.action);
}
