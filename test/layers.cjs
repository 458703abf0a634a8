/** Which room may import which: the arrows of ARCHITECTURE.md, enforced by test/layers.test.ts. */

/** Rooms of `source/`; a type import counts like any other. */
const below = ['config', 'text', 'trail', 'store', 'ingest', 'intel', 'query', 'panels'];
const rooms = {
	text: [],
	config: ['text'],
	trail: [],
	ingest: ['config', 'trail', 'store', 'text'],
	example: ['trail', 'ingest', 'text'],
	query: ['text', 'store'],
	intel: ['config', 'query', 'text'],
	findings: ['config', 'query', 'store', 'text'],
	story: ['findings', 'query', 'text'],
	report: ['findings', 'query', 'story', 'text'],
	panels: ['query', 'text'],
	dashboard: ['config', 'panels', 'query', 'story', 'text', 'trail'],
	view: ['dashboard', 'panels', 'text'],
	app: [...below, 'example', 'findings', 'story', 'report', 'view', 'dashboard'],
	setup: [...below, 'app', 'view'],
	evidence: [...below, 'app', 'findings', 'story'],
	cli: [...below, 'app', 'setup', 'evidence', 'findings', 'story', 'report', 'view', 'dashboard'],
};

/** Rooms inside `source/query/`, the lowest first. Each may import the files of the room itself. */
const queryRooms = {
	regex: [],
	time: [],
	function: ['regex', 'time'],
	syntax: ['function'],
	frame: ['syntax', 'time'],
	aggregate: ['frame', 'syntax'],
	stage: ['aggregate', 'frame', 'function', 'regex', 'syntax', 'time'],
	language: ['aggregate', 'function', 'stage', 'syntax'],
	plan: ['stage', 'syntax'],
	check: ['aggregate', 'function', 'language', 'regex', 'stage', 'syntax'],
	complete: ['aggregate', 'check', 'function', 'language', 'stage', 'syntax'],
	engine: [...'aggregate check frame function language plan regex stage syntax time'.split(' ')],
};

/** What other rooms may name of `source/query/`; the rest is its inside. */
const queryFace =
	'^source/query/(value|port|lookup-port)\\.ts$|^source/query/(language|syntax)/|^source/query/(check/check|complete/complete|engine/index|stage/index)\\.ts$';

const folder = room => (room === 'store' ? '^store/' : `^source/${room}/`);
const queryFolder = room => `^source/query/${room}/`;
/** Files of the room itself: values, the engine's port, expressions. */
const queryOwnFiles = '^source/query/[^/]+\\.ts$';

const roomRules = Object.entries(rooms).map(([room, allowed]) => ({
	name: `${room}-imports-only-its-neighbours`,
	severity: 'error',
	from: { path: folder(room) },
	to: {
		path: '^(source|store|fixtures|test)/',
		pathNot: [folder(room), ...allowed.map(folder)],
	},
}));

const queryRoomRules = Object.entries(queryRooms).map(([room, allowed]) => ({
	name: `query-${room}-imports-only-its-neighbours`,
	severity: 'error',
	from: { path: queryFolder(room) },
	to: {
		path: '^source/query/',
		pathNot: [queryFolder(room), queryOwnFiles, ...allowed.map(queryFolder)],
	},
}));

/** The rooms of dashboard/, lowest first: each may import those below it. update.ts is on top. */
const dashboardRooms = {
	layout: [],
	compose: ['layout'],
	input: ['compose', 'layout'],
	alarm: ['input', 'compose', 'layout'],
	state: ['alarm', 'input', 'compose', 'layout'],
	menu: ['state', 'alarm', 'input', 'compose', 'layout'],
	action: ['menu', 'state', 'input', 'compose', 'layout'],
	screen: ['action', 'state', 'alarm', 'input', 'compose', 'layout'],
	mouse: ['screen', 'action', 'menu', 'state', 'input', 'layout'],
	// How far one can go in a text is known where it is drawn.
	'update.ts': ['mouse', 'screen', 'action', 'menu', 'state', 'input', 'layout'],
};

const dashboardFolder = room => `^source/dashboard/${room}${room.endsWith('.ts') ? '$' : '/'}`;

const dashboardRules = Object.entries(dashboardRooms).map(([room, allowed]) => ({
	name: `dashboard-${room}-imports-only-what-is-below`,
	severity: 'error',
	from: { path: dashboardFolder(room) },
	to: {
		path: '^source/dashboard/',
		pathNot: [dashboardFolder(room), ...allowed.map(dashboardFolder)],
	},
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
	forbidden: [
		...roomRules,
		...queryRoomRules,
		{
			name: 'the-files-of-query-stand-below-its-rooms',
			severity: 'error',
			from: { path: queryOwnFiles },
			to: {
				path: '^source/query/.+/',
				pathNot: ['function', 'regex', 'syntax'].map(queryFolder),
			},
		},
		{
			name: 'query-has-one-face',
			severity: 'error',
			from: { path: '^source/', pathNot: '^source/query/' },
			to: { path: '^source/query/', pathNot: queryFace },
		},
		...dashboardRules,
		{
			name: 'dashboard-has-rooms',
			comment: 'A file of dashboard/ stands in one of its rooms.',
			severity: 'error',
			from: {
				path: '^source/dashboard/',
				pathNot: Object.keys(dashboardRooms).map(dashboardFolder),
			},
			to: {},
		},
		{
			name: 'every-import-resolves',
			severity: 'error',
			from: {},
			// topojson-specification is types alone: the compiler resolves it.
			to: { couldNotResolve: true, pathNot: '^topojson-specification$' },
		},
		{
			name: 'no-circles',
			comment: 'Circles of type imports too: what needs each other is one thing.',
			severity: 'error',
			from: {},
			to: { circular: true },
		},
		{
			name: 'no-circles-in-dashboard',
			comment: 'Imports of types count too.',
			severity: 'error',
			from: { path: '^source/dashboard/' },
			to: { circular: true },
		},
		{
			name: 'store-stands-alone',
			severity: 'error',
			from: { path: '^store/' },
			to: { path: '^(source|fixtures|test)/' },
		},
		{
			name: 'the-store-has-one-face',
			comment:
				'Types of the contract may be named; everything that runs comes from store/index.ts.',
			severity: 'error',
			from: { path: '^source/' },
			to: { path: '^store/', pathNot: '^store/index\\.ts$', dependencyTypesNot: ['type-only'] },
		},
		{
			name: 'only-store-lmdb-imports-lmdb',
			severity: 'error',
			from: { pathNot: '^store/lmdb/' },
			to: { path: 'node_modules/lmdb' },
		},
		{
			name: 'only-the-engine-reads-the-store',
			severity: 'error',
			from: { path: '^source/query/', pathNot: '^source/query/engine/' },
			to: { path: '^store/' },
		},
		{
			name: 'pure-rooms-touch-nothing',
			comment: 'No files, no network, no processes, no threads.',
			severity: 'error',
			from: { path: '^source/(trail|query|story|report|panels|dashboard|text)/' },
			to: {
				path: '^(node:)?(fs|fs/promises|net|tls|http|http2|https|dgram|dns|child_process|worker_threads|cluster|os|process)$',
			},
		},
		{
			name: 'only-view-draws',
			severity: 'error',
			from: { pathNot: '^(source/view/|test/|fixtures/)' },
			to: { path: 'node_modules/(ink|react|chalk)/' },
		},
		{
			name: 'view-is-loaded-on-demand',
			severity: 'error',
			from: { path: '^source/', pathNot: '^source/view/' },
			to: { path: '^source/view/', dynamic: false, dependencyTypesNot: ['type-only'] },
		},
		{
			name: 'the-oracle-counts-by-itself',
			severity: 'error',
			from: { path: '^test/oracle/', pathNot: '\\.test\\.tsx?$' },
			to: { path: '^(source|store)/' },
		},
		{
			name: 'the-naive-evaluator-counts-by-itself',
			comment:
				'It is a second opinion: of the product it may run the parser alone, and name types.',
			severity: 'error',
			from: { path: '^test/naive/' },
			to: {
				path: '^(source|store|fixtures|test)/',
				pathNot: ['^test/naive/', '^source/query/language/parse\\.ts$'],
				dependencyTypesNot: ['type-only'],
			},
		},
		{
			name: 'the-second-reader-of-sigma-reads-by-itself',
			comment: 'It is a second opinion: of the product it takes nothing, types neither.',
			severity: 'error',
			from: { path: '^test/findings/sigma/evaluator\\.ts$' },
			to: { path: '^(source|store)/' },
		},
		{
			name: 'product-imports-no-tests',
			severity: 'error',
			from: { path: '^(source|store)/' },
			to: { path: '^(test|fixtures)/' },
		},
	],
	options: {
		doNotFollow: { path: 'node_modules' },
		tsPreCompilationDeps: true,
		tsConfig: { fileName: 'tsconfig.json' },
		enhancedResolveOptions: {
			exportsFields: ['exports'],
			conditionNames: ['import', 'node', 'types', 'default', 'require'],
			extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.json', '.node'],
		},
	},
};
