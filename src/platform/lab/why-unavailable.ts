/** Why there can be no lab here, and what to do about it. */
import { PlatformError } from '../platform-error.ts';

/** Packages that programs come with on Debian. */
const packages: Readonly<Record<string, string>> = {
  perl: 'perl-base',
  nft: 'nftables',
  ip: 'iproute2',
  unshare: 'util-linux',
  nsenter: 'util-linux',
  bridge: 'iproute2',
};

/** Complaints of `unshare`, `nsenter` and `tun-pump.pl`, and what a person can do. */
const causes: readonly (readonly [complaint: RegExp, explain: (match: RegExpExecArray) => string])[] = [
  [
    /(?:failed to execute|cannot start) (\S+): (.*)/,
    ([, name = '', reason = '']) =>
      `\`${name}\` cannot be run (${reason}); it needs Linux and the package ${packages[name] ?? name}`,
  ],
  [
    /^\/dev\/net\/tun: (?:No such file|No such device)/,
    () =>
      'there is no /dev/net/tun; load it with `modprobe tun`, or give the container the device with `--device /dev/net/tun`',
  ],
  [
    /^\/dev\/net\/tun: (.*)/,
    ([, reason = '']) =>
      `/dev/net/tun cannot be opened (${reason}); run it as root, or give this user access to the device`,
  ],
  [
    /^unshare: (.*)/,
    ([, reason = '']) =>
      `no network namespace can be made (${reason}); run it as root, and in a container with CAP_SYS_ADMIN and CAP_NET_ADMIN`,
  ],
];

/** The failure for what a program said. */
export function whyUnavailable(complaint: string): PlatformError {
  for (const [pattern, explain] of causes) {
    const match = pattern.exec(complaint.trim());
    if (match !== null) return unavailable(explain(match));
  }
  return unavailable(complaint.trim());
}

function unavailable(reason: string): PlatformError {
  return new PlatformError('lab/unavailable', `packets cannot be tried here: ${reason}`);
}
