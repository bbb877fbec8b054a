/** Reads a loaded ruleset back through `nft --json`. */
import { NftError } from './nft-error.ts';
import { type NftObject, parseNftJson } from './nft-json.ts';
import { isUnavailable, type NftOptions, runNft, type Unavailable } from './run-nft.ts';

/** What to list, in `nft`'s words: `['ruleset']`, `['table', 'inet', 'zonewright']`. */
export type NftListing = readonly string[];

/** A loaded ruleset. */
export interface NftRuleset {
  readonly status: 'listed';
  readonly objects: readonly NftObject[];
}

/** Lists what is loaded in this process's network namespace. Throws an `NftError` when there is no such object. */
export async function listRuleset(
  what: NftListing = ['ruleset'],
  options: NftOptions = {},
): Promise<NftRuleset | Unavailable> {
  const run = await runNft(options.nft ?? 'nft', ['--json', 'list', ...what], null, options);
  if (isUnavailable(run)) return run;
  if (run.exitCode !== 0) {
    if (/you must be root/.test(run.stderr)) return { status: 'unavailable', reason: 'listing a ruleset needs root' };
    throw new NftError(`\`nft list ${what.join(' ')}\` failed`, run.stderr);
  }
  return { status: 'listed', objects: parseNftJson(run.stdout) };
}
