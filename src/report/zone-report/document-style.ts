/** The look of a document on a screen and on paper. */
import { type Markup, markup } from '../markup.ts';

export const documentStyle: Markup = markup`
*{box-sizing:border-box}
body{margin:0;font:14px/1.45 system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif;color:#1c2733;background:#fff}
main{max-width:1100px;margin:0 auto;padding:16px}
h1{font-size:24px}h2{font-size:20px;margin-top:32px;border-bottom:1px solid #d7dde3}h3{font-size:16px;margin-top:24px}h4{font-size:14px;margin-top:16px}
table{border-collapse:collapse;width:100%;margin:8px 0}
th,td{text-align:left;vertical-align:top;padding:4px 8px;border:1px solid #d7dde3;overflow-wrap:break-word}th{background:#eef2f5}td:first-child{min-width:9em}
code{font-family:ui-monospace,"DejaVu Sans Mono",monospace;font-size:12px}
figure{margin:8px 0;overflow:auto}
@media print{@page{size:A4;margin:14mm}main{max-width:none;padding:0}figure{overflow:visible}figure svg{width:100%;height:auto}h2,h3,h4{break-after:avoid}tr,li{break-inside:avoid}a{color:inherit;text-decoration:none}}
`;
