/** Which `nft` is installed. */
import { NftError } from './nft-error.ts';
import { isUnavailable, type NftOptions, runNft, type Unavailable } from './run-nft.ts';

export interface NftVersion {
  readonly status: 'available';
  /** As `1.0.6`. */
  readonly version: string;
}

/** Asks the binary for its version. */
export async function nftVersion(options: NftOptions = {}): Promise<NftVersion | Unavailable> {
  const run = await runNft(options.nft ?? 'nft', ['--version'], null, options);
  if (isUnavailable(run)) return run;
  const version = /^nftables v(\d+(?:\.\d+)*)/.exec(run.stdout)?.[1];
  if (run.exitCode !== 0 || version === undefined) throw new NftError('`nft --version` failed', run.stderr);
  return { status: 'available', version };
}
