#!/usr/bin/env bash
# Records the traffic of examples/plants/dairy-line from real protocol stacks in network namespaces.
#   sudo tools/record-dairy-line/record.sh [tuesday] [sunday]     (default: both)
# Needs root and what install.sh installs. Everything happens inside namespaces that are made and deleted here.
# VENV names the Python environment, KEEP=1 keeps the work folder with its logs, keys and raw captures.
# shellcheck source-path=SCRIPTDIR
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
plant=$(cd "$here/../../examples/plants/dairy-line" && pwd)
flows=$plant/flows
python="${VENV:-/tmp/record-dairy-line-venv}/bin/python"
work=

# shellcheck source=lib/network.sh
source "$here/lib/network.sh"
# shellcheck source=lib/servers.sh
source "$here/lib/servers.sh"
# shellcheck source=lib/taps.sh
source "$here/lib/taps.sh"

main() {
	check_needs
	trap clean_up EXIT
	export PYTHONPATH=$here PYTHONDONTWRITEBYTECODE=1
	local day days=("$@")
	((${#days[@]} > 0)) || days=(tuesday sunday)
	for day in "${days[@]}"; do record "$day"; done
	"$here/check-leaks.sh" "$flows"/tuesday.pcap "$flows"/sunday.pcapng
}

record() {
	local scenario="$here/scenarios/$1.yaml" target
	target="$flows/$(recorder scenario "$scenario" recording)"
	work=$(mktemp -d /tmp/record-dairy-line.XXXXXX)
	# The database server and ssh run under other accounts and must reach their files.
	chmod 755 "$work"
	network_up
	servers_up
	sleep 4
	taps_up
	recorder run_scenario "$scenario" "$work"
	taps_down
	finish_recording "$scenario" "$target"
	recorder answers "$scenario" "$work" "$target" "$plant/answers.yaml"
	recorder cross_check "$target" "$plant/answers.yaml"
	clean_up
}

recorder() {
	local module=$1
	shift
	"$python" -m "recorder.$module" "$@"
}

check_needs() {
	local tool missing=()
	for tool in ip nft ethtool unshare ss dumpcap mergecap editcap tshark openssl curl nginx ssh sshd chronyd dnsmasq dig psql; do
		PATH=$PATH:/usr/sbin command -v "$tool" >/dev/null || missing+=("$tool")
	done
	[[ -x $python ]] || missing+=("$python")
	if ((${#missing[@]} > 0)); then
		echo "missing: ${missing[*]}; run install.sh first" >&2
		exit 2
	fi
	if ((EUID != 0)); then
		echo "network namespaces need root" >&2
		exit 2
	fi
	if [[ -n $(namespaces) ]]; then
		echo "namespaces $namespace_prefix-* exist already: another recording runs, or one was killed" >&2
		exit 2
	fi
}

clean_up() {
	network_down
	if [[ -n $work && -z ${KEEP:-} ]]; then rm -rf "$work"; fi
	work=
}

main "$@"
