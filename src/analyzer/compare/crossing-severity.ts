/** How grave it is to open something, by the zones that it crosses and by what it does there (IEC 62443-3-2 ZCR 3). */
import type { Severity } from '../../diagnostics/severity.ts';
import { type OperationClass, operationClasses, type Protocol } from '../../model/catalogue.ts';
import type { PlanZone } from '../../model/plan.ts';
import type { DiffOperation } from '../../model/plan-diff.ts';
import { dmzLevel } from '../../model/plant.ts';

export interface Crossing {
  readonly severity: Severity;
  readonly because: readonly string[];
}

/** Classes that change what a device does, and those that change what it is. */
const changing: ReadonlySet<OperationClass> = new Set(['write', 'control', 'file', 'unknown']);
const reprogramming: ReadonlySet<OperationClass> = new Set(['program', 'firmware']);

/** `operations` null: every operation of these protocols, of which null is any. */
export function judgeCrossing(
  from: PlanZone,
  to: PlanZone,
  operations: readonly DiffOperation[] | null,
  protocols: readonly (Protocol | null)[],
): Crossing {
  const classes = operations === null ? classesIn(protocols) : new Set(operations.map((each) => each.class));
  const reprograms = [...classes].some((each) => reprogramming.has(each));
  const changes = reprograms || [...classes].some((each) => changing.has(each));
  const safety = (to.safety || to.kind === 'safety') && from.id !== to.id;
  const outside = from.level > dmzLevel || from.kind === 'vendor' || from.kind === 'external';
  const past = outside && to.level < dmzLevel;
  const reasons = [
    ...(safety ? [`into the safety zone ${to.id}`] : []),
    ...(past ? [`past the DMZ, from ${placeOf(from)} to level ${to.level}`] : []),
    ...(reprograms ? ['may change the program of a device'] : changes ? ['may change what a device does'] : []),
  ];
  return { severity: severityOf({ safety, past, reprograms, changes, inside: from.id === to.id }), because: reasons };
}

/** What may be asked where a protocol is allowed as a whole. */
function classesIn(protocols: readonly (Protocol | null)[]): ReadonlySet<OperationClass> {
  return new Set(
    protocols.flatMap((protocol): readonly OperationClass[] => {
      // Without a list of operations it may carry anything.
      if (protocol === null || (protocol.operations.length === 0 && protocol.layer !== 'housekeeping'))
        return operationClasses;
      // Address resolution and the like keep a segment running.
      if (protocol.layer === 'housekeeping') return ['discovery'];
      return [...protocol.operations.map((each) => each.class), 'unknown'];
    }),
  );
}

interface Facts {
  readonly safety: boolean;
  readonly past: boolean;
  readonly reprograms: boolean;
  readonly changes: boolean;
  readonly inside: boolean;
}

function severityOf({ safety, past, reprograms, changes, inside }: Facts): Severity {
  if ((safety || past) && changes) return 'critical';
  if (safety || past) return 'high';
  if (reprograms) return inside ? 'medium' : 'high';
  if (changes) return inside ? 'low' : 'medium';
  return 'low';
}

function placeOf({ kind, level }: PlanZone): string {
  return kind === 'vendor' || kind === 'external'
    ? `${kind === 'vendor' ? 'a vendor' : 'an external zone'}`
    : `level ${level}`;
}
