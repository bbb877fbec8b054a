/** The hooks of Linux's packet filter (linux/netfilter.h), by the numbers in its log. */

const hooks = ['prerouting', 'input', 'forward', 'output', 'postrouting', 'ingress'];

/** Null for a number that none has. */
export function hookName(number: number | null): string | null {
  return hooks[number ?? -1] ?? null;
}
