/** Colours by what is drawn, light and dark. Severities are told in words as well. */
const colours = [
	['critical', '#8e1022', '#ff6b7d'],
	['high', '#c2410c', '#ff9d5c'],
	['medium', '#8a6100', '#e6bf4c'],
	['low', '#1d5fa8', '#7db7f5'],
	['info', '#55606e', '#a3afbd'],
	['plain', '#3d6d9e', '#6aa0d4'],
	['refused', '#c2410c', '#ff9d5c'],
] as const;

const shades = (index: 1 | 2) =>
	colours
		.map(
			colour =>
				`rect.${colour[0]}{fill:${colour[index]}}.swatch.${colour[0]}{background:${colour[index]}}.level.${colour[0]}{color:${colour[index]};border-color:${colour[index]}}`,
		)
		.join('\n');

/** The style of a report. Plain values rather than variables, which mail programs drop. */
export const styleText = `
body{margin:0;background:#fff;color:#1b2229;font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif}
main{max-width:1100px;margin:0 auto;padding:16px}
h1{font-size:1.5em;line-height:1.25;margin:.4em 0;overflow-wrap:anywhere}
h2{font-size:1.25em;margin:1.8em 0 .5em;padding-bottom:.2em;border-bottom:2px solid #d5dbe1}
h3{font-size:1em;margin:1.3em 0 .4em}
small{font-weight:normal;font-size:.85em}
a{color:#1d5fa8}
.range,.note,.contents,.legend{color:#4b5662;margin:.4em 0;overflow-wrap:anywhere}
.alert{border-left:4px solid #c2410c;background:#fdf1ea;padding:8px 12px;margin:1em 0;overflow-wrap:anywhere}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:.9em}
th,td{text-align:left;vertical-align:top;padding:3px 12px 3px 0;border-bottom:1px solid #e3e8ed}
thead th{font-weight:600;color:#4b5662;white-space:nowrap}
tbody th{font-weight:normal}
.count{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.time{white-space:nowrap;font-variant-numeric:tabular-nums}
.value,code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.92em;overflow-wrap:anywhere}
.value{min-width:6em;max-width:26em}
.words{min-width:11em}
.level{font-weight:600;border:1px solid;border-radius:3px;padding:0 4px;white-space:nowrap}
.chart{display:block;max-width:900px;height:auto}
.grid{stroke:#d5dbe1;stroke-width:1}
.tick{fill:#4b5662;font-size:11px}
.key{margin-right:1em;white-space:nowrap}
.swatch{display:inline-block;width:.8em;height:.8em;border-radius:2px}
summary{cursor:pointer;color:#4b5662}
dt{margin-top:.7em;font-weight:600;overflow-wrap:anywhere}
dd{margin:.1em 0 0 0}
.queries dt{font-size:.9em}
${shades(1)}
@media (max-width:600px){main{padding:10px}body{font-size:14px}.tick{font-size:20px}.value{max-width:16em}}
@media screen and (prefers-color-scheme:dark){
body{background:#14181d;color:#e4e8ec}
a{color:#7db7f5}
h2,.grid{border-color:#3a444f;stroke:#3a444f}
th,td{border-color:#2c353e}
.range,.note,.contents,.legend,thead th,summary{color:#a9b4bf}
.tick{fill:#a9b4bf}
.alert{background:#33221a;border-color:#ff9d5c}
${shades(2)}
}
@media print{
body{background:#fff;color:#000;font-size:11px}
main{max-width:none;padding:0}
.scroll{overflow:visible}
h2,h3{break-after:avoid}
tr,.chart{break-inside:avoid}
.contents{display:none}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
`;
