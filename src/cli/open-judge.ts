/** Loads a compiled policy and makes a judge of it. */
import type { SessionTimes } from '../algebra/session-times.ts';
import type { Bundle } from '../compiler/bundle.ts';
import { createJudge, type Judge } from '../evaluator/judge.ts';
import { loadPolicy } from '../evaluator/policy.ts';
import type { Catalogue } from '../model/catalogue.ts';
import { PlatformError } from '../platform/platform-error.ts';

/** Without `sessions`, no vendor session was ever open. */
export function openJudge(bundle: Bundle, catalogue: Catalogue, sessions?: SessionTimes): Judge {
  const load = loadPolicy(bundle.wasm, bundle.data);
  if (load.kind === 'impure') {
    throw new PlatformError(
      'policy/impure',
      `the policy asks its host for ${load.builtins.join(', ')}, which is not pure`,
    );
  }
  if (load.kind === 'broken') throw new PlatformError('policy/broken', `the policy does not load: ${load.message}`);
  return createJudge({ plan: bundle.plan, keyed: bundle.data.keyed, catalogue, policy: load.policy, sessions });
}

/** How reports name the policy. */
export function policyName(bundle: Bundle): { digest: string; revision: string | null; plant: string } {
  const { digest, plant } = bundle.manifest.metadata.zonewright;
  return { digest, plant, revision: bundle.manifest.revision === '' ? null : bundle.manifest.revision };
}
