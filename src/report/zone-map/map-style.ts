/** The look of a map; kinds and directions are told by shape and words, colour only helps. */
import { type Markup, markup } from '../markup.ts';

export const mapStyle: Markup = markup`
text{font-family:system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif;fill:#1c2733}
.paper{fill:#fff}
.title{font-size:16px;font-weight:600}
.band{fill:#eef2f5}.band.odd{fill:#f7f9fa}
.level{font-size:12px;text-anchor:middle;fill:#4d5b69}
.name{font-size:13px;font-weight:600}.fact,.row{font-size:11px}.fact{fill:#4d5b69}
.box{fill:#fff;stroke:#4d5b69;stroke-width:1.2}
.inner{fill:none;stroke:#4d5b69;stroke-width:1}
.dmz .box{fill:#fdf6e3}.safety .box{fill:#fdeeee}.control .box,.site .box{fill:#eef6ff}
.enterprise .box,.vendor .box,.external .box{fill:#f3f3f3;stroke-dasharray:5 3}
.wireless .box,.transient .box{stroke-dasharray:2 3}
.edge{fill:none;stroke:#fff;stroke-width:5}
.line{fill:none;stroke:currentColor;stroke-width:1.5}
.head{fill:currentColor;stroke:#fff;stroke-width:.8}
.head.none{fill:#fff;stroke:currentColor;stroke-width:1}
.number{font-size:10px;font-weight:600;paint-order:stroke;stroke:#fff;stroke-width:3px;fill:currentColor}
.hue0{color:#1f5f99}.hue1{color:#9a4d00}.hue2{color:#2c6e49}.hue3{color:#7a3b8f}.hue4{color:#8c2f39}.hue5{color:#4a5568}
`;
