/** Chapters of the manual that are not generated from tables. */
export const shapeChapter = `# The query language

\`\`\`
search | stage | stage …
\`\`\`

The search finds events; each stage takes the rows of the one before. The search may be empty
(every event), line breaks are white space, and empty stages are skipped. Stage and function names
are found in any case.

- Fields: \`eventName\`, \`userIdentity.sessionContext.attributes.mfaAuthenticated\`, \`resources[0].ARN\`;
  \`%"any text"\` for other names. Every path of an event is a field, without a stage to extract it.
  Names compare without regard to case; the column is titled as you spell it. A path may cross lists, of which
  the chapter on lists tells.
- A dot leads from a key to a key inside. A key that itself has a dot, blank, bracket, quote or
  backslash stands in brackets: in \`%"tags['a.b']"\` it is \`a.b\`, in \`tags.a.b\` and \`%"tags.a.b"\` it
  is \`b\` inside of \`a\`. \`json "tags['a.b']"\` and \`json "tags.a.b"\` differ in the same way.
- Text stands in double quotes: \`"…"\`, with \`\\"\`, \`\\\\\`, \`\\n\`, \`\\r\`, \`\\t\`.
- Numbers: \`12\`, \`3.14e+4\`, with K k M G B T P Ki Mi Gi Ti Pi, or a time ns us ms s m h d w, which
  gives milliseconds.
- Regular expressions: \`/…/\` behind \`matches\` and in \`replace\`; \`"…"\` in \`parse regex\`. RE2 syntax, with
  look-around: \`(?=…)\`, \`(?!…)\`, and of bounded length \`(?<=…)\`, \`(?<!…)\`; one text takes ten million steps at most.
- Comments: \`// …\` to the end of the line and \`/* … */\`.
- \`{{name}}\` is a parameter: a dashboard filter fills it in; without a value it is \`*\`. Where a number must
  stand, \`*\` is 10 rows of \`limit\`, \`top\` and \`topk\` and one bucket of \`timeslice\`; a comparison with it is
  true. Each is told.
- Fields that every event has beside its own: \`_raw\`, \`_messageTime\`, \`_receiptTime\`,
  \`_sourceCategory\`, \`_sourceName\`, \`_sourceHost\`, \`_source\`, \`_collector\`, \`_size\`.`;

export const searchChapter = `## The search

| form | finds events that have |
|---|---|
| \`ConsoleLogin\` | that whole word, in any case |
| \`*Security*\`, \`Get*\` | the part of a word; \`*\` is any text inside a word, \`?\` one character |
| \`10.0.0.1\`, \`s3.amazonaws.com\` | those words with that between them |
| \`"failed authentication"\` | that text; \`*\` is a star in it |
| \`eventName=Create*\` | a field whose whole value matches; \`"…"\` is literal |
| \`errorCode=*\` | the field, and not empty |
| \`errorCode!=AccessDenied\` | another value, or no such field |
| \`a b\`, \`a AND b\`, \`a OR b\`, \`NOT a\`, \`!a\`, \`(…)\` | both, either, not; NOT binds first, then AND |`;

export const expressionChapter = `## Expressions

In \`where\`, \`if\` and \`expression as name\`. From loosest to tightest: \`c ? a : b\`, \`or\`, \`and\`,
\`not\`, comparisons, \`+ -\`, \`* / %\`, \`! -\`.

| form | is true when |
|---|---|
| \`a = b\`, \`a == b\`, \`a != b\`, \`a <> b\` | equal or not: as numbers if one is a number, else as exact text; null equals "" |
| \`a < b\`, \`<=\`, \`>\`, \`>=\` | in order: as numbers if both look so, else as text; false with null |
| \`a matches "Create*"\` | the whole text matches the pattern, case and all; null never does |
| \`a matches /^Create/\` | the regular expression finds a place in it |
| \`a in ("x", "y")\`, \`a not in (…)\` | equal to one of them, or to none |
| \`a contains "x"\` | the text is in it, case and all |

Text that looks like a number counts as one in arithmetic; other text gives null.
\`expression as name\` makes or replaces a field. Functions that change a field (\`toLowerCase(f)\`,
\`num(f)\`, …) replace it without \`as\`; others make \`_name\`.`;

export const subqueryChapter = `## Subqueries

\`[subquery: search | stages | compose f, g]\` is a query inside of another. It is run first; then it is true of the
rows whose \`f\` and \`g\` are those of one of its rows. It stands in the search and in any condition of \`where\` and
\`if\`, also several, negated, in parentheses and inside of one another, five deep.

- In the search \`compose f keywords\` looks for the values in the whole text, whatever field has them.
- \`compose f maxresults=100\` uses so many rows: 2,500 without it, 10,000 at most.
- \`[subquery from=(-2h) to=(-1h): …]\` is of another time: each form of \`trailtop help time\` with one
  start, as \`s m h d w\` before now, \`2026-03-01 12:00:00\` by the clock of the session, or ms since 1970.

\`\`\`
* | where [subquery: AccessDenied | count by sourceIPAddress | topk(5, _count) | compose sourceIPAddress] | count by eventName
\`\`\``;

export const listChapter = `## Lists

A path that crosses a list without an index means the elements of the list:
\`requestParameters.instancesSet.items.imageId\` is the \`imageId\` of each item. A list in a list is crossed in
the same way. With an index, \`items[0].imageId\`, it is that one element. Elements that are null are left out,
and keys of elements compare without regard to case.

| where | what the path is |
|---|---|
| a term of the search, \`where\`, \`if\`, \`and\`, \`or\` | true when the condition is true for any element |
| \`!=\`, \`not in\`, \`!\`, \`not\` | the negation of that: true when no element is equal, or none matches |
| \`fields\`, \`count by\`, \`concat\`, \`sort\` and other values | without an element null, of one element its value, of several their JSON list |
| a path that ends in a list | the JSON text of that list |

- A condition is a comparison, \`matches\`, \`in\`, \`contains\`, a function that tests (\`isPublicIP(…)\`) or a
  field alone. \`=\` and \`in\` are also true of the JSON list as it is shown. A function inside of it is computed for each element: \`toLowerCase(items.name) = "x"\`.
- Two paths in one condition are tried in all pairs, a million for a record at most. Two conditions may hold
  for two elements: \`items.port = 22 and items.cidr = "0.0.0.0/0"\`.
- \`any(list, condition)\` asks for one element of which the whole condition is true. Fields in it are those of
  the element: \`any(requestParameters.ipPermissions.items, toPort = 22 and ipRanges.items.cidrIp = "0.0.0.0/0")\`.
  Where there is no list, the value itself is the only element; text that is JSON is opened.
- \`accounts(policy)\` is a list: in a condition any of its account ids, as a value their JSON list. It takes a
  policy as JSON text, also escaped for a URL, or as a path to an object or list: twelve digits that stand
  alone or as the account of an ARN.
- \`elements(path)\` is a list: in a condition anything that a list at the end of the path holds, as a value all of it:
  \`elements(requestParameters.groupNames) = "admins"\`. Of lists in it that is what they hold; text that is a JSON
  list is opened, and a value that is none is its only element.
- \`cidrContains(cidr, ip)\` takes a path or a JSON list on either side. A mapped address (\`::ffff:10.0.0.1\`)
  is that of IPv4; no other address of IPv4 is in a network of IPv6, as \`::/0\`.
- \`expression as name\` makes a value: of a list its text. \`json "a[*].b" as c\` gives a JSON list also of one
  element.

\`\`\`
| where any(requestParameters.ipPermissions.items, fromPort <= 22 and toPort >= 22 and ipRanges.items.cidrIp = "0.0.0.0/0") | count by _user
\`\`\``;

export const warningsChapter = `## Warnings

A query that can run and most likely is a mistake is answered, and told with its place. Nothing else of the
answer changes.

| what is told | for example | what is meant |
|---|---|---|
| a field that no event has | \`count by evntName\` | \`count by eventName\` |
| a word without quotes, which is a field | \`where errorCode = AccessDenied\` | \`where errorCode = "AccessDenied"\` |
| text with dashes, which is computed | \`where awsRegion = us-east-1\` | \`where awsRegion = "us-east-1"\` |
| a condition for no row, or for every one | \`a = 1 and a = 2\`, \`a != 1 or a != 2\`, \`a < 1 and a > 2\`, \`"a" = "b"\` | \`or\`, \`and\`, a field |
| a number held against a word | \`count \\| where _count > "many"\` | \`where _count > 100\` |
| a pattern that is taken for text | \`where eventName = "Get*"\` | \`where eventName matches "Get*"\` |
| a text in other capitals than the records have | \`where errorCode = "accessdenied"\` | \`where errorCode = "AccessDenied"\` |
| a field that is gone | \`fields a \\| count by b\`, \`count by a \\| where b = 1\` | name it before |
| numbers of a field of words | \`sum(eventName)\` | \`count by eventName\` |
| a stage without its pipe | \`count by eventName\` | \`* \\| count by eventName\` |

Which fields there are is asked of the records in the time range. A field that none of them has is not called
a mistake where CloudTrail documents it or records of other times have it, and in \`requestParameters\` and the
like only slips of the keys are told. Capitals are told where a field of the records has the text in others and
none has it as it is written, as far as the dictionaries of 256 segments say. The filters of dashboards, \`"{{x}}" = "*" or f = "{{x}}"\`, are no
mistakes.`;
