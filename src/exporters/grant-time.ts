/** When a grant is open, as far as a dialect can say it. */
import type { PlanGrant, PlanWindow } from '../model/plan.ts';
import type { Capabilities, Loss } from './dialect.ts';
import { type TimeCondition, timeOfWindows } from './time-condition.ts';

export interface GrantTime {
  readonly condition: TimeCondition;
  readonly wider: readonly Loss[];
  readonly refused: readonly Loss[];
}

/**
 * Windows that the dialect knows nothing of are left out and reported as wider; unknown ones refuse the grant, and so do
 * vendor sessions that the dialect cannot open, since nobody would want them open at all times.
 */
export function grantTime(grant: PlanGrant, windows: readonly PlanWindow[], capabilities: Capabilities): GrantTime {
  const known = windows.filter((window) => grant.windows.includes(window.id));
  const unopened = known.filter(({ span }) => span.kind === 'session' && !capabilities.sessions);
  const unknown = grant.windows.filter((id) => !known.some((window) => window.id === id));
  const sayable = known.filter((window) => canSay(window, capabilities));
  const unsayable = known.filter((window) => !sayable.includes(window) && !unopened.includes(window));
  const { condition, wider } = timeOfWindows(sayable);
  const losses = unsayable.map((window) =>
    loss('time', `window ${window.id} is left out, so the grant is always open`),
  );
  return {
    condition,
    wider: wider === null ? losses : [...losses, loss('time', wider)],
    refused: [
      ...unknown.map((id) => loss('windows', `window ${id} is not in the plan, so nobody can say when it is active`)),
      ...unopened.map(({ id }) => loss('windows', `window ${id} is a vendor session, which cannot be opened there`)),
    ],
  };
}

function canSay({ span }: PlanWindow, { onceWindows, weeklyWindows, sessions }: Capabilities): boolean {
  if (span.kind === 'session') return sessions;
  return span.kind === 'once' ? onceWindows : weeklyWindows !== 'none';
}

function loss(kind: Loss['kind'], detail: string): Loss {
  return { kind, detail, passes: [] };
}
