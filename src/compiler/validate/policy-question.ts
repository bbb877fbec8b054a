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
  const known = new Map<number, readonly string[]>();
  return ({ source, destination, request }) => {
    const { protocol, transport, port, operation, object, time } = request;
    const active = known.get(time) ?? activeWindows(windows, time);
    known.set(time, active);
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
