/** What queries that were written for the product this language is modelled on may rely on. */
const differences: readonly (readonly [what: string, here: string])[] = [
	[
		'`timeslice` after an aggregate',
		'reads the first column among `_messageTime`, `_timeslice`, `eventTime` and `_receiptTime`',
	],
	[
		'two columns of one title: `sum(x) as user by user`, `sum(a), sum(b)`',
		'are a fault; behind the aggregate a stage may take any name again',
	],
	['`pct_sampling`, `percentile`', 'are `pct`, which is exact and takes no sample'],
	[
		'`sum(a / b)`, `count by toLowerCase(f)`',
		'are computed before; without `as` the key is titled with its text',
	],
	[
		'`predict … model=ar`',
		'solves the Yule–Walker equations; without `ar.window` it looks back over two fifths of the buckets',
	],
	[
		'`from=(-15m)` of a subquery',
		'counts from the time of the query, and reaches to it without `to`; `compare` leaves a subquery where it is',
	],
	[
		'`compose`',
		'gives 2,500 rows without `maxresults`, as keywords 500; rows in which a composed field is null or "" are left out',
	],
	['a subquery inside of `join`', 'is a fault; it stands before'],
	['`infer`', 'is left out and told: every path of an event is a field'],
	['`cat path://…` as the search', 'is a fault: tables are read by `lookup`'],
	[
		'a name in quotes in the search: `"field"=value`',
		'is a fault: it is `%"field"=value`, and `"…"` alone is text',
	],
	['`parse regex "…", "…"`', 'is a stage for each; with `multi` there is one regular expression'],
	['a metrics query, as `metric=cpu | avg by host`', 'is a fault: there are events alone'],
	['`fillmissing` before an aggregate', 'is a fault: it adds rows to a table alone'],
	[
		'`logreduce`',
		'gives the largest count first, unless `criteria` says otherwise; there is no feedback',
	],
	[
		'`logreduce` of records',
		'never makes a parameter of `eventName`, `eventSource`, `eventType` and `errorCode`',
	],
	[
		'`logreduce values on`',
		'a signature is JSON with `*` where values differ, without their shares',
	],
	['`logreduce … optimize`', 'is taken and told: signatures are found anew each time'],
	[
		'`logcompare`',
		'also compares one field with `field=f`; `_baselineCount` is the count of the past, `_isNew` true or false',
	],
	['`_anomalyScore` of `logcompare`', 'counts one event more of each signature on both sides'],
	['`transactionize`', 'groups up to 200,000 events, more are told; only `(merge …)` may follow'],
	[
		'`transaction`',
		'finds a text in a part of the event, with `in f` in the whole of `f`; an aggregate behind it is a stage of its own',
	],
	[
		'`sessionize`',
		'`$name` is what a `*` there would take, at an edge of the pattern one word; a session is a row with its events as `_raw`',
	],
	[
		"`split f delim=':'`",
		'takes quotes as they stand, unless `quote` or `escape` is written; a delimiter alone may be a text',
	],
	['`bin`', 'labels an interval as `[0, 10)`; bins start at `min`, else at multiples of the width'],
	['`save`', 'is a fault: no query writes; `trailtop query --format csv` gives the rows'],
	['`transaction … results by states`', 'gives a row a state: `_count` events of `_transactions`'],
];

/** Where a word is taken and means something else, or more, than elsewhere. */
export function differencesChapter(): string {
	const rows = differences.map(([what, here]) => `| ${what} | ${here} |`);
	const text =
		'Queries written for the product that this language is modelled on run as they are. These differ:';
	return ['## Where it differs', text, ['| what | here |', '|---|---|', ...rows].join('\n')].join(
		'\n\n',
	);
}
