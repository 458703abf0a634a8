/** Where a stage of the same name does not do what it does in Sumo Logic. */
export const deviationsChapter = `## Where it differs from Sumo Logic

| stage | there | here |
|---|---|---|
| \`logreduce\` | what is anomalous comes first, and feedback moves it | the largest count first, unless \`criteria\` says otherwise |
| \`logreduce\` | any text may become a parameter | \`eventName\`, \`eventSource\`, \`eventType\` and \`errorCode\` of a record never do |
| \`logreduce values on\` | a signature lists values with their shares | a signature is JSON with \`*\` where values differ |
| \`logreduce … optimize\` | signatures of earlier searches | found anew, with a warning |
| \`logcompare\` | whole events | \`field=f\` compares a field; \`_baselineCount\` is the count of the past |
| \`logcompare\` | \`_isNew\` is 1 or 0 | true or false |
| \`logcompare\` | how \`_anomalyScore\` treats a count of 0 is not told | each signature has one event more on both sides |
| \`transactionize\` | groups within 50 MB of events | of all, up to 200,000 events; more are told |
| \`transactionize\` | any subquery in parentheses | \`(merge …)\`; without it count by \`_group\` |
| \`transaction\` | \`showing\` behind \`results by\` | an aggregate in a stage of its own |
| \`transaction … results by states\` | not told | a row a state: \`_count\` events of \`_transactions\` |
| \`transaction\` | a text must match the whole event | a part of it; with \`in f\` the whole of \`f\` |`;
