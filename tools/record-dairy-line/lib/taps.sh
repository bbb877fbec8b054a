# shellcheck shell=bash disable=SC2154 # here, work and python come from record.sh
# One capture per zone at the tap of its switch, and what is made of them afterwards. Sourced by record.sh.

tap_pids=()

taps_up() {
	local tap
	for tap in $(rows zones | cut -f2); do
		(exec ip netns exec "$namespace_prefix-switches" \
			dumpcap -q -P -i "tap-$tap" -w "$work/$tap.pcap" >/dev/null 2>"$work/$tap.dumpcap.log") &
		tap_pids+=("$!")
	done
	for tap in $(rows zones | cut -f2); do wait_for_file "$work/$tap.pcap"; done
	sleep 1
}

taps_down() {
	sleep 1
	kill -TERM "${tap_pids[@]}"
	wait "${tap_pids[@]}" || true
	tap_pids=()
}

# Merges the taps into one recording whose first frame is at the fixed time that the scenario names.
finish_recording() {
	local scenario=$1 target=$2 tap vlan _ parts=()
	while IFS=$'\t' read -r _ tap _ _ vlan; do
		[[ $vlan == - ]] || recorder tag_vlan "$work/$tap.pcap" "$vlan"
		parts+=("$work/$tap.pcap")
	done < <(rows zones)
	local merged="$work/merged.pcapng" format=pcapng
	[[ $target == *.pcapng ]] || format=pcap
	mergecap -F pcapng -I none -w "$merged" "${parts[@]}"
	local shift
	shift=$(recorder time_shift "$scenario" "$(first_time "$merged")")
	if [[ $format == pcap ]]; then
		# The old format holds one interface, so the taps become one.
		mergecap -F pcap -w "$work/merged.pcap" "${parts[@]}"
		merged="$work/merged.pcap"
	fi
	editcap -F "$format" -t "$shift" "$merged" "$target"
	[[ $format == pcap ]] || recorder plain_section "$target"
}

first_time() { tshark -r "$1" -c 1 -T fields -e frame.time_epoch; }

wait_for_file() {
	local tries
	for tries in {1..50}; do
		[[ -s $1 ]] && return
		sleep 0.1
	done
	echo "no capture after $tries tries: $1" >&2
	return 1
}
