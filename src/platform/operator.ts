/** Who runs this command. */
import { hostname, userInfo } from 'node:os';
import type { Operator } from '../model/apply-log.ts';

export function operatorOf(environment: Readonly<Record<string, string | undefined>>): Operator {
  const sudoUser = environment['SUDO_USER'] ?? '';
  return { user: userName(), sudoUser: sudoUser === '' ? null : sudoUser, from: hostname() };
}

/** A user id of a container may have no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
