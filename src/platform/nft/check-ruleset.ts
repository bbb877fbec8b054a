/**
 * The kernel's own opinion about a ruleset, without loading it: a dry run in a network namespace that exists only
 * for the check. A user namespace around it makes that possible without privileges.
 */
import { NftError } from './nft-error.ts';
import { isUnavailable, type NftOptions, runNft, type Unavailable } from './run-nft.ts';

/** The answer to {@link checkRuleset}. */
export type RulesetCheck =
  | { readonly status: 'accepted' }
  | { readonly status: 'rejected'; readonly error: NftError }
  | Unavailable;

/** Whether `nft` and the kernel accept a ruleset. Nothing on this host changes. */
export async function checkRuleset(text: string, options: NftOptions = {}): Promise<RulesetCheck> {
  const nft = options.nft ?? 'nft';
  const run = await runNft('unshare', [...namespaceOptions(), '--', nft, '-c', '-f', '-'], text, options);
  if (isUnavailable(run)) return run;
  if (run.exitCode === 0) return { status: 'accepted' };
  const refusal = /^unshare: (.*)$/m.exec(run.stderr)?.[1];
  if (refusal !== undefined) return { status: 'unavailable', reason: explainUnshare(refusal, nft) };
  if (/must be root|Operation not permitted \(you must/.test(run.stderr))
    return { status: 'unavailable', reason: 'a namespace without the right to use the packet filter' };
  if (/Message too long/.test(run.stderr))
    return { status: 'unavailable', reason: 'a ruleset of this size can only be checked by root' };
  return { status: 'rejected', error: new NftError('the ruleset was refused', run.stderr) };
}

/** In a user namespace the kernel bounds a transaction by `net.core.wmem_max`; root does without one. */
function namespaceOptions(): readonly string[] {
  return process.getuid?.() === 0 ? ['--net'] : ['--map-root-user', '--net'];
}

function explainUnshare(refusal: string, nft: string): string {
  if (/failed to execute/.test(refusal)) return `\`${nft}\` is not installed`;
  return `no network namespace can be made here: ${refusal}`;
}
