/** Grants that say too little, or that hold at no time. */
import { allowByException, type CatalogueEntries, zoneDrawing } from '../catalogue-entry.ts';
import { quote } from '../words.ts';

export interface GrantDiagnostics {
  readonly 'grant/expired': { readonly grant: string; readonly expires: string };
  readonly 'grant/never-valid': { readonly grant: string; readonly starts: string; readonly expires: string };
  readonly 'grant/no-owner': { readonly grant: string };
  readonly 'grant/no-reason': { readonly grant: string };
  readonly 'grant/outside-zone': {
    readonly grant: string;
    readonly text: string;
    /** The zones on this side of the conduit, as it says them. */
    readonly zone: string;
    readonly side: 'from' | 'to';
  };
}

export const grantEntries: CatalogueEntries<GrantDiagnostics> = {
  'grant/expired': {
    severity: 'medium',
    what: ({ grant, expires }) => `grant ${quote(grant)} expired on ${quote(expires)}`,
    why: 'it allows nothing any more, but whoever reads the file may think that it does',
    fix: () => 'remove the grant, or have its owner extend it',
    references: { iec62443: ['3-3 SR 7.7'], attackIcs: ['M0807'], nist80082: ['5.2.3'] },
  },
  'grant/never-valid': {
    severity: 'high',
    what: ({ grant, starts, expires }) =>
      `grant ${quote(grant)} starts on ${quote(starts)}, after it expires on ${quote(expires)}`,
    why: 'it holds at no time, so the permission that was meant is not there',
    fix: () => 'correct one of the two dates',
    references: allowByException,
  },
  'grant/no-owner': {
    severity: 'low',
    what: ({ grant }) => `grant ${quote(grant)} has no owner, and neither has its conduit`,
    why: 'nobody can be asked whether it is still needed',
    fix: () => 'add `owner` to the grant or to its conduit',
    references: allowByException,
  },
  'grant/no-reason': {
    severity: 'low',
    what: ({ grant }) => `grant ${quote(grant)} has no reason, and neither has its conduit`,
    why: 'nobody can tell later whether it is still needed',
    fix: () => 'add `reason` to the grant or to its conduit',
    references: allowByException,
  },
  'grant/outside-zone': {
    severity: 'high',
    what: ({ grant, text, zone, side }) =>
      `${quote(text)} of grant ${quote(grant)} is not in ${quote(zone)}, where its conduit ${side === 'from' ? 'begins' : 'ends'}`,
    why: 'a conduit carries only what begins and ends in its two zones, so the grant does not hold for it',
    fix: () => 'name an endpoint of the zone, or write the grant in a conduit of the right zones',
    references: zoneDrawing,
  },
};
