/** Without what packets need, a person reads what to do. */
import { expect, test } from 'vitest';
import { whyUnavailable } from '../../../src/platform/lab/why-unavailable.ts';

test.each([
  [
    'unshare: failed to execute perl: No such file or directory',
    '`perl` cannot be run (No such file or directory); it needs Linux and the package perl-base',
  ],
  [
    'nsenter: failed to execute nft: No such file or directory\n',
    '`nft` cannot be run (No such file or directory); it needs Linux and the package nftables',
  ],
  ['cannot start unshare: ENOENT', '`unshare` cannot be run (ENOENT); it needs Linux and the package util-linux'],
  [
    'unshare: unshare failed: Operation not permitted',
    'no network namespace can be made (unshare failed: Operation not permitted); run it as root, and in a container with CAP_SYS_ADMIN and CAP_NET_ADMIN',
  ],
  [
    '/dev/net/tun: Permission denied',
    '/dev/net/tun cannot be opened (Permission denied); run it as root, or give this user access to the device',
  ],
  [
    '/dev/net/tun: No such file or directory',
    'there is no /dev/net/tun; load it with `modprobe tun`, or give the container the device with `--device /dev/net/tun`',
  ],
  [
    'cannot make an interface that is called lo: Invalid argument',
    'cannot make an interface that is called lo: Invalid argument',
  ],
])('%s', (complaint, words) => {
  expect(whyUnavailable(complaint)).toMatchObject({
    code: 'lab/unavailable',
    message: `packets cannot be tried here: ${words}`,
  });
});
