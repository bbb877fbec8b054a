/** Functions can only be enforced where requests of a protocol can be told apart, and where it is said which shall pass. */
import { diagnose } from '../../diagnostics/diagnostic.ts';
import { fixedRequests } from '../../model/fixed-requests.ts';
import type { PlantCheck } from './check-context.ts';
import { protocolsOf } from './protocols-named.ts';

export const checkEnforcedFunctions: PlantCheck = function* ({ plant, catalogue }) {
  for (const { enforce, protocol, operations } of plant.conduits.flatMap((conduit) => conduit.allow)) {
    const protocols = enforce === null ? [] : protocolsOf(catalogue, protocol.value);
    if (enforce === null || protocols.length === 0) continue;
    const others = protocols.every((each) => fixedRequests.has(each.id)) ? null : [...fixedRequests.keys()];
    if (others !== null || operations === null)
      yield diagnose('operation/not-enforceable', enforce.at, { protocol: protocol.value, others });
  }
};
