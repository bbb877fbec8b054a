/** Somebody answers for every grant and says why it exists (IEC 62443-3-3 SR 5.2 RE 1, NERC CIP-005 R1.3). */
import { diagnose } from '../../diagnostics/diagnostic.ts';
import type { PlantCheck } from './check-context.ts';
import { idSpan } from './id-spans.ts';

export const checkGrantAccountability: PlantCheck = function* ({ plant }) {
  for (const conduit of plant.conduits) {
    for (const grant of conduit.allow) {
      const name = `${conduit.id}/${grant.id}`;
      if (grant.owner === null && conduit.owner === null)
        yield diagnose('grant/no-owner', idSpan(grant), { grant: name });
      if (grant.reason === null && conduit.reason === null)
        yield diagnose('grant/no-reason', idSpan(grant), { grant: name });
    }
  }
};
