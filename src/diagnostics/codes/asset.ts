/** Assets and the zones that they are in. */
import { type CatalogueEntries, noReferences, zoneDrawing } from '../catalogue-entry.ts';
import { joinWords, quote } from '../words.ts';

export interface AssetDiagnostics {
  readonly 'asset/no-zone': { readonly asset: string };
  readonly 'asset/several-zones': {
    readonly asset: string;
    readonly zones: readonly string[];
    readonly class: string | null;
  };
  readonly 'asset/no-address': { readonly asset: string };
}

export const assetEntries: CatalogueEntries<AssetDiagnostics> = {
  'asset/no-zone': {
    severity: 'high',
    what: ({ asset }) => `asset ${quote(asset)} is in no zone`,
    why: 'an endpoint outside every zone is in no conduit, so all of its traffic is denied as unknown',
    fix: () => 'add `zone` with the id of its zone',
    references: { iec62443: ['3-2 ZCR 3.1', '3-3 SR 5.1'], attackIcs: ['M0930'], nist80082: ['5.2.3'] },
  },
  'asset/several-zones': {
    severity: 'high',
    what: ({ asset, zones, class: endpointClass }) =>
      `asset ${quote(asset)} of ${endpointClass === null ? 'no class' : `class ${quote(endpointClass)}`} is in the zones ${joinWords(zones.map(quote))}`,
    why: 'a device in two zones is a way around every conduit between them',
    fix: () => 'keep one zone, or give it the class of a boundary or gateway if that is what it is',
    references: { iec62443: ['3-2 ZCR 1.1', '3-2 ZCR 3.1'], attackIcs: ['M0930', 'T0886'], nist80082: ['5.2.3'] },
  },
  'asset/no-address': {
    severity: 'low',
    what: ({ asset }) => `asset ${quote(asset)} has neither \`ip\` nor \`mac\``,
    why: 'it cannot be recognised in traffic or written into a firewall configuration',
    fix: () => 'add its addresses',
    references: { ...noReferences, iec62443: zoneDrawing.iec62443 },
  },
};
