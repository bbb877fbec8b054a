/** What the object or the attribute makes of a S7comm-plus function, where it decides what is asked of the controller. */
import { absent } from '../../observation-sink.ts';
import { attributes, functions, type S7PlusTarget, subscriptionClass } from './s7comm-plus-targets.ts';

/** As the codes of the catalogue end; the empty text is any other. */
export const variants = ['', '.session', '.subscription', '.program', '.operating_state', '.clock'] as const;

export type Variant = (typeof variants)[number];

/** Objects of every controller. */
const program = 3;
const sessionContainer = 285;

/** The variant of a request in a session, whose clients have made `subscriptions`. */
export function variantOf(
  code: number,
  target: S7PlusTarget,
  session: number,
  subscriptions: ReadonlySet<number>,
): Variant {
  if (code === functions.createObject) return ofNewObject(target);
  const { object, detail } = target;
  if (code === functions.setVariable || code === functions.setMultiVariables) {
    if (detail === attributes.operatingState) return '.operating_state';
    if (detail === attributes.clock) return '.clock';
  }
  if (object === absent) return '';
  if (object === session) return '.session';
  return subscriptions.has(object) ? '.subscription' : '';
}

function ofNewObject({ object, detail }: S7PlusTarget): Variant {
  if (object === sessionContainer) return '.session';
  if (detail === subscriptionClass) return '.subscription';
  return object === program ? '.program' : '';
}
