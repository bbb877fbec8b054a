# shellcheck shell=bash disable=SC2154 # here, work and python come from record.sh
# The network of the line: a namespace per host and per firewall, and one for the switches. Sourced by record.sh.
#
# Every zone has a bridge. Each host port is mirrored on ingress to the zone's tap, so that every frame that a host
# sends is recorded exactly once, at the switch of the sender; frames from a firewall port are not mirrored, since
# they were recorded where they came from.

namespace_prefix=zwd

# Runs a command on a host of the line: in its network namespace, under its own host name.
in_host() {
	local host=$1
	shift
	# shellcheck disable=SC2016
	ip netns exec "$namespace_prefix-$host" unshare --uts sh -c \
		'printf %s "$0" >/proc/sys/kernel/hostname; exec "$@"' "$host" "$@"
}

in_switches() { ip netns exec "$namespace_prefix-switches" "$@"; }

# Rows of a table without its comment, as tab-separated fields.
rows() { grep -v '^#' "$here/$1.tsv"; }

network_up() {
	local name
	for name in switches firewall-dmz firewall-line $(rows hosts | cut -f1); do
		ip netns add "$namespace_prefix-$name"
		settle_namespace "$name"
	done
	in_switches sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
	zones_up
	hosts_up
	routes_up
}

# Fixed addresses only: no link-local, no autoconfiguration, no duplicate address detection.
settle_namespace() {
	local key
	for key in accept_ra=0 autoconf=0 accept_dad=0 addr_gen_mode=1 router_solicitations=0; do
		ip netns exec "$namespace_prefix-$1" sysctl -qw "net.ipv6.conf.default.$key"
	done
	ip -n "$namespace_prefix-$1" link set lo up
}

zones_up() {
	in_switches nft add table netdev mirror
	local zone tap prefix4 prefix6 gateway4 gateway6 firewall interface _
	while IFS=$'\t' read -r zone tap prefix4 prefix6 gateway4 gateway6 firewall interface _; do
		ip -n "$namespace_prefix-switches" link add "sw-$tap" type bridge mcast_snooping 0
		ip -n "$namespace_prefix-switches" link set "sw-$tap" up
		ip -n "$namespace_prefix-switches" link add "span-$tap" type veth peer name "tap-$tap"
		ip -n "$namespace_prefix-switches" link set "span-$tap" up
		ip -n "$namespace_prefix-switches" link set "tap-$tap" up
		plug "$firewall" "$interface" "$tap" "up-$tap"
		address "$firewall" "$interface" "$gateway4/$prefix4" "$(with_prefix "$gateway6" "$prefix6")"
	done < <(rows zones)
	# The line firewall is the second one on the control network.
	plug firewall-line ctl0 ctl up-line
	address firewall-line ctl0 10.20.0.1/24 fd20:20::1/64
	ip netns exec "$namespace_prefix-firewall-dmz" sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
	ip netns exec "$namespace_prefix-firewall-line" sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
}

hosts_up() {
	local host zone mac ipv4 ipv6 _ tap prefix4 prefix6 number=0
	while IFS=$'\t' read -r host zone mac ipv4 ipv6 _; do
		number=$((number + 1))
		IFS=$'\t' read -r _ tap prefix4 prefix6 _ < <(rows zones | grep "^$zone"$'\t')
		plug "$host" eth0 "$tap" "port$number" "$mac"
		mirror "port$number" "span-$tap"
		address "$host" eth0 "$ipv4/$prefix4" "$(with_prefix "$ipv6" "$prefix6")"
	done < <(rows hosts)
}

# Connects an interface of a host to the switch of a zone, without offloads so that frames look as on a wire.
plug() {
	local host=$1 interface=$2 tap=$3 port=$4 mac=${5:-}
	ip -n "$namespace_prefix-switches" link add "$port" type veth peer name "$interface" netns "$namespace_prefix-$host"
	[[ -z $mac ]] || ip -n "$namespace_prefix-$host" link set "$interface" address "$mac"
	ip -n "$namespace_prefix-switches" link set "$port" master "sw-$tap" up
	ip -n "$namespace_prefix-$host" link set "$interface" up
	ip netns exec "$namespace_prefix-$host" ethtool -K "$interface" tx off gso off tso off gro off >/dev/null
	in_switches ethtool -K "$port" tx off gso off tso off gro off >/dev/null
}

mirror() {
	in_switches nft -f - <<-EOF
		add chain netdev mirror $1 { type filter hook ingress device "$1" priority 0; }
		add rule netdev mirror $1 dup to "$2"
	EOF
}

address() {
	local host=$1 interface=$2 ipv4=$3 ipv6=$4
	ip -n "$namespace_prefix-$host" address add "$ipv4" dev "$interface"
	[[ $ipv6 == - ]] || ip -n "$namespace_prefix-$host" address add "$ipv6" dev "$interface" nodad
}

with_prefix() { if [[ $1 == - || $2 == - ]]; then echo -; else echo "$1/$2"; fi; }

routes_up() {
	local host zone ipv6 _ gateway4 gateway6
	while IFS=$'\t' read -r host zone _ _ ipv6 _; do
		IFS=$'\t' read -r _ _ _ _ gateway4 gateway6 _ < <(rows zones | grep "^$zone"$'\t')
		ip -n "$namespace_prefix-$host" route add default via "$gateway4"
		[[ $ipv6 == - ]] || ip -n "$namespace_prefix-$host" route add default via "$gateway6"
		[[ $zone != scada ]] || cells_behind_line_firewall "$host"
	done < <(rows hosts)
	cells_behind_line_firewall firewall-dmz
	ip -n "$namespace_prefix-firewall-line" route add default via 10.20.0.2
	ip -n "$namespace_prefix-firewall-line" route add default via fd20:20::2
	neighbours_up
}

# A router solicits from its link-local address, and there are none here: it knows its IPv6 neighbours instead.
neighbours_up() {
	local zone mac ipv6 firewall interface _
	while IFS=$'\t' read -r _ zone mac _ ipv6 _; do
		[[ $ipv6 != - ]] || continue
		IFS=$'\t' read -r _ _ _ _ _ _ firewall interface _ < <(rows zones | grep "^$zone"$'\t')
		neighbour "$firewall" "$interface" "$ipv6" "$mac"
		[[ $zone != scada ]] || neighbour firewall-line ctl0 "$ipv6" "$mac"
	done < <(rows hosts)
	neighbour firewall-dmz ot0 fd20:20::1 "$(mac_of firewall-line ctl0)"
	neighbour firewall-line ctl0 fd20:20::2 "$(mac_of firewall-dmz ot0)"
}

neighbour() { ip -n "$namespace_prefix-$1" neighbour replace "$3" lladdr "$4" dev "$2" nud permanent; }

mac_of() { ip netns exec "$namespace_prefix-$1" cat "/sys/class/net/$2/address"; }

cells_behind_line_firewall() {
	local network
	for network in 10.20.1.0/24 10.20.2.0/24 10.20.9.0/29; do
		ip -n "$namespace_prefix-$1" route add "$network" via 10.20.0.1
	done
	ip -n "$namespace_prefix-$1" route add fd20:21::/64 via fd20:20::1
}

# Ends what still runs in the namespaces of the line, and only there, then deletes them.
network_down() {
	local name pid
	for name in $(ip netns list | cut -d' ' -f1 | grep "^$namespace_prefix-" || true); do
		for pid in $(ip netns pids "$name"); do kill "$pid" 2>/dev/null || true; done
	done
	sleep 1
	for name in $(ip netns list | cut -d' ' -f1 | grep "^$namespace_prefix-" || true); do
		ip netns delete "$name"
	done
}
