#!/usr/bin/env bash
# Fails when a capture holds anything of the machine that made it: its name, its accounts, its addresses.
#   check-leaks.sh CAPTURE...
set -euo pipefail

found=0
words=("$(cat /proc/sys/kernel/hostname)" "$(uname -r)" "$(cat /etc/machine-id 2>/dev/null || true)" record-dairy-line /home/ 'PRIVATE KEY')
for capture in "$@"; do
	for word in "${words[@]}"; do
		# A short name would be found by chance in encrypted bytes: only whole words count.
		if [[ -n $word ]] && strings -n 4 "$capture" | grep -qwF -- "$word"; then
			echo "$capture holds \`$word\`" >&2
			found=1
		fi
	done
	# The plant's private addresses, and nothing else.
	if tshark -n -r "$capture" -T fields -e ip.src -e ip.dst -e ipv6.src -e ipv6.dst | tr '\t' '\n' | sort -u |
		grep -vE '^$|^10\.(10|19|20|30)\.|^fd20:(19|20|21):|^ff02::1:ff' >&2; then
		echo "$capture holds addresses that are not the plant's" >&2
		found=1
	fi
done
exit "$found"
