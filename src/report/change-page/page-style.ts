/** The look of the page of a change: on a screen map and details side by side, on paper the map and all that changes. */
import { type Markup, markup } from '../markup.ts';

export const pageStyle: Markup = markup`
:root{--ink:#1c2733;--pale:#4d5b69;--line:#8794a1;--paper:#fff;--open:#b83a00;--close:#1746a2;--ask:#8a6100}
*{box-sizing:border-box}
body{margin:0;font:14px/1.45 system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif;color:var(--ink);background:var(--paper)}
header{padding:10px 16px;border-bottom:1px solid #d7dde3}
h1{font-size:18px;margin:0}header p{margin:2px 0 0;color:var(--pale)}
h2{font-size:16px;margin:14px 0 4px}h3{font-size:14px;margin:14px 0 2px}
p{margin:4px 0}ul,ol{margin:4px 0;padding-left:20px}li{margin:3px 0}
.facts,.how,.place,.hint{color:var(--pale)}.place,.how{font-size:12px}
code{font-family:ui-monospace,"DejaVu Sans Mono",monospace;font-size:12px;overflow-wrap:anywhere}
pre{font-family:ui-monospace,"DejaVu Sans Mono",monospace;font-size:12px;overflow-x:auto;margin:4px 0;padding:6px;background:#f3f5f7}
li,p,td,h2,h3{overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;font-size:13px}th,td{text-align:left;vertical-align:top;padding:4px 6px;border-top:1px solid #d7dde3}
dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 12px;margin:6px 0}dt{color:var(--pale)}dd{margin:0}
.opened{border-left:4px solid var(--open);padding-left:10px;margin:8px 0}
.closed{border-left:4px dashed var(--close);padding-left:10px;margin:8px 0}
.sign{font-weight:700}.plus{color:var(--open)}.minus{color:var(--close)}
.severity{text-transform:uppercase;font-size:12px}.critical,.high{color:#a3122a}
.toolbar{display:flex;gap:8px;align-items:center;flex-wrap:wrap;padding:6px 0}
.toolbar button{font:inherit;min-width:32px;padding:2px 10px;border:1px solid var(--line);border-radius:4px;background:#f3f5f7;color:var(--ink)}
.key{margin-left:auto}.key svg{width:120px;height:14px}
h2:focus{outline:none}
:focus-visible{outline:3px solid #0b6bcb;outline-offset:2px}
svg text{font-family:system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif;font-size:11px;fill:var(--ink)}.paper{fill:#fff}
svg .band{fill:#f1f4f6}svg .band.odd{fill:#f8fafb}
svg .level{font-size:12px;text-anchor:middle;fill:var(--pale)}
svg .name{font-size:13px;font-weight:600}svg .fact{fill:var(--pale)}svg .note{font-weight:600}
svg .box{fill:#fff;stroke:var(--pale);stroke-width:1.2}svg .inner{fill:none;stroke:var(--pale)}
.enterprise .box,.vendor .box,.external .box{stroke-dasharray:5 3}
.edge{fill:none;stroke:#fff;stroke-width:5}.line{fill:none;stroke:var(--line);stroke-width:1.3}
.way,.target,.strand{fill:none}
.target{stroke:#000;stroke-opacity:0;stroke-width:14;pointer-events:stroke}
.way{stroke:none;pointer-events:none}
.strand{pointer-events:none;vector-effect:non-scaling-stroke}
.opens{stroke:var(--open);fill:none;stroke-width:4}.closes{stroke:var(--close);fill:none;stroke-width:2.6;stroke-dasharray:8 5}.asks{stroke:var(--ask);stroke-width:8;stroke-opacity:.45}
.head{fill:var(--line);stroke:#fff;stroke-width:.8}.head.none{fill:#fff;stroke:var(--line)}
svg .number{font-size:10px;font-weight:600;paint-order:stroke;stroke:#fff;stroke-width:3px;fill:var(--pale)}
.link.changed .head{fill:var(--ink)}.link.changed .number{font-size:calc(12px / min(1, var(--zoom, 1)));fill:var(--ink)}
.link.opened .head{fill:var(--open)}.link.opened .number{fill:var(--open)}
.link.closed .head{fill:var(--close)}.link.closed .number{fill:var(--close)}
.link.opened.closed .head,.link.opened.closed .number{fill:var(--ink)}
.place.new .box,.place.opened .box{stroke:var(--open);stroke-width:3}
.place.gone .box,.place.closed .box{stroke:var(--close);stroke-width:3;stroke-dasharray:8 5}
.place.opened.closed .box{stroke:var(--ink);stroke-width:3;stroke-dasharray:none}
.place.gone .name{text-decoration:line-through}
svg a{cursor:pointer}svg a:focus{outline:none}
svg a.link:hover .way,svg a.link:focus .way,svg a.link.selected .way{stroke:#0b6bcb;stroke-width:8;stroke-opacity:.38;vector-effect:non-scaling-stroke}
svg a.place:hover .box,svg a.place:focus .box,svg a.place.selected .box{stroke:#0b6bcb;stroke-width:4;stroke-dasharray:none}
svg a:focus .number,svg a.selected .number{text-decoration:underline}
@media screen{
.js body,.js{height:100%}
.js body{display:flex;flex-direction:column}
.js main{flex:1;min-height:0;display:grid;grid-template-columns:minmax(0,1fr) minmax(340px,32vw)}
.js .drawing{display:flex;flex-direction:column;min-height:0;padding:0 8px 0 16px}
.js .view{flex:1;min-height:0;overflow:auto;border:1px solid #d7dde3;background:#fff}
.js .side{overflow:auto;padding:0 16px 24px;border-left:1px solid #d7dde3}
.js article{display:none}.js:not(.chosen) article.changed:not(.alike),.js article.selected{display:block}
.js.chosen .elsewhere{display:none}
.js.only .link:not(.changed):not(.selected){display:none}.js.only .line{stroke-opacity:.35}

html:not(.js) .toolbar button,html:not(.js) .toolbar label,html:not(.js) .hint,html:not(.js) main input{display:none}
html:not(.js) main{padding:0 16px}html:not(.js) .view{overflow:auto}
article:target>h2{background:#fff3c4}
}
@media screen and (max-width:800px){.js main{display:block}.js body{display:block}.js .view{height:60vh}}
@media print{
@page{size:A4 landscape;margin:12mm}
body{font-size:11px}
.toolbar button,.toolbar label,.hint,nav details,article.same,article.alike{display:none}
.view{overflow:visible}.view svg{width:100%;height:auto;max-height:140mm}
a{color:inherit;text-decoration:none}
h2,h3{break-after:avoid}li,tr{break-inside:avoid}.boundary li{break-inside:auto}pre{white-space:pre-wrap}nav{break-before:page}
}
`;
