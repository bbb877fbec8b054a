/** Requests between two endpoints as inputs of a policy. */
import type { SetRequest } from '../../algebra/allowed-set.ts';
import { activeWindows } from '../../algebra/window-time.ts';
import type { Endpoint } from '../../model/endpoint.ts';
import type { PlanWindow } from '../../model/plan.ts';
import type { PolicyInput } from '../../model/policy-input.ts';

/** A request with its two ends, of which a policy sees the attributes. */
export interface PolicyQuestion {
  readonly source: Endpoint;
  readonly destination: Endpoint;
  readonly request: SetRequest;
}

/** Makes inputs; the windows of a moment are worked out once. */
export function createInputs(windows: readonly PlanWindow[]): (question: PolicyQuestion) => PolicyInput {
  const known = new Map<string, readonly string[]>();
  return ({ source, destination, request }) => {
    const { protocol, transport, port, operation, object, time, sessions } = request;
    const moment = `${time} ${sessions.join()}`;
    const active = known.get(moment) ?? activeWindows(windows, time, sessions);
    known.set(moment, active);
    return {
      source: source.attributes,
      destination: destination.attributes,
      service: { protocol, transport, port },
      operation,
      object: object ?? { unit: null, table: null, first: null, count: null },
      windows: active,
    };
  };
}
