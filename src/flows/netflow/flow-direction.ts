/** Who began a conversation that flow records show. */
import type { Catalogue } from '../../model/catalogue.ts';
import type { SideNumber } from '../capture/connection.ts';
import { guessClient } from '../capture/direction.ts';
import type { Tally } from '../tally.ts';
import type { FlowConversation } from './flow-conversation.ts';

/**
 * As in captures, what the records say comes first, then the ports of the catalogue, then who sent the first packet.
 * Exporters that keep one clock for both directions do not say the last, so that there is only a guess left: who asks
 * sends less than who answers.
 */
export function clientOfFlows(conversation: FlowConversation, catalogue: Catalogue, tally: Tally): SideNumber {
  const [first, second] = conversation.parts;
  if (first.begun === 0 || second.begun === 0 || first.firstMicros !== second.firstMicros)
    return guessClient(conversation, catalogue);
  conversation.opener = 0;
  const asOpener = guessClient(conversation, catalogue);
  conversation.opener = 1;
  const asAnswerer = guessClient(conversation, catalogue);
  if (asOpener === asAnswerer) return asOpener;
  tally.remark('guessed-direction');
  return first.octets <= second.octets ? 0 : 1;
}
