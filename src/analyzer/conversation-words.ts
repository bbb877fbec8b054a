/** One conversation out of a set, in plant words. */
import type { AllowedSpace } from '../algebra/allowed-space.ts';
import type { DiagramNode } from '../algebra/diagram-runs.ts';
import { type Witness, witnessOf } from '../algebra/witness.ts';
import type { ExampleConversation } from '../diagnostics/codes/analysis.ts';
import type { EndpointId } from '../model/plan.ts';
import { knownService, requestWords } from '../model/request-words.ts';
import type { AnalysisContext } from './analysis-context.ts';

/** The plainest conversation of a set; null for the empty set. */
export function conversationIn(
  space: AllowedSpace,
  node: DiagramNode,
  { catalogue, now, addressIn }: Pick<AnalysisContext, 'catalogue' | 'now' | 'addressIn'>,
): ExampleConversation | null {
  const witness = witnessOf({ space, node }, catalogue, now);
  if (witness === null) return null;
  return {
    source: exampleWords(witness.source, addressIn),
    destination: exampleWords(witness.destination, addressIn),
    request: requestWords({
      service: knownService(witness.protocol, witness.transport, witness.port),
      operation: witness.operation,
      object: witness.object,
    }),
    time: timeOf(witness, now),
  };
}

/** As `scada-1`, `an undeclared address of office`, `the broadcast address of cell`. */
export function endpointWords(endpoint: EndpointId): string {
  const [zone = '', name = ''] = endpoint.split('/', 2);
  if (name === '*') return `an undeclared address of ${zone}`;
  return name.startsWith('~') ? `the ${name.slice(1)} address of ${zone}` : name;
}

/** An example of an undeclared address is one address, so that one can ask about it. */
function exampleWords(endpoint: EndpointId, addressIn: AnalysisContext['addressIn']): string {
  const address = endpoint.endsWith('/*') ? addressIn(endpoint) : null;
  return address === null ? endpointWords(endpoint) : `${address}, ${endpointWords(endpoint)}`;
}

function timeOf({ time }: Witness, now: number): string | null {
  if (time === null || Math.abs(time - now) < 120) return null;
  return `${new Date(time * 1000).toISOString().slice(0, 16)}Z`;
}
