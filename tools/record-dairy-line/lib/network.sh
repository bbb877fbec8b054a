# shellcheck shell=bash disable=SC2154 # here comes from record.sh
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
	for name in switches $(rows firewalls | cut -f1 | uniq) $(rows hosts | cut -f1); do
		ip netns add "$namespace_prefix-$name"
		settle_namespace "$name"
	done
	in_switches sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
	zones_up
	firewalls_up
	hosts_up
	routes_up
	neighbours_up
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
	local tap
	for tap in $(rows zones | cut -f2); do
		ip -n "$namespace_prefix-switches" link add "sw-$tap" type bridge mcast_snooping 0
		ip -n "$namespace_prefix-switches" link add "span-$tap" type veth peer name "tap-$tap"
		ip -n "$namespace_prefix-switches" link set "sw-$tap" up
		ip -n "$namespace_prefix-switches" link set "span-$tap" up
		ip -n "$namespace_prefix-switches" link set "tap-$tap" up
	done
}

firewalls_up() {
	local firewall interface zone mac ipv4 ipv6 _
	while IFS=$'\t' read -r firewall interface zone mac ipv4 ipv6 _; do
		plug "$firewall" "$interface" "$zone" "up-$interface" "$mac" "$ipv4" "$ipv6"
	done < <(rows firewalls)
	for firewall in $(rows firewalls | cut -f1 | uniq); do
		ip netns exec "$namespace_prefix-$firewall" sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
	done
}

hosts_up() {
	local host zone mac ipv4 ipv6 _ number=0
	while IFS=$'\t' read -r host zone mac ipv4 ipv6 _; do
		number=$((number + 1))
		plug "$host" eth0 "$zone" "port$number" "$mac" "$ipv4" "$ipv6"
		mirror "port$number" "$zone"
	done < <(rows hosts)
}

# Connects an interface to the switch of a zone, without offloads so that frames look as on a wire.
plug() {
	local host=$1 interface=$2 zone=$3 port=$4 mac=$5 ipv4=$6 ipv6=$7 tap prefix4 prefix6 _
	IFS=$'\t' read -r _ tap prefix4 prefix6 _ < <(rows zones | grep "^$zone"$'\t')
	ip -n "$namespace_prefix-switches" link add "$port" type veth peer name "$interface" netns "$namespace_prefix-$host"
	ip -n "$namespace_prefix-switches" link set "$port" master "sw-$tap" up
	ip -n "$namespace_prefix-$host" link set "$interface" address "$mac" up
	in_switches ethtool -K "$port" tx off gso off tso off gro off >/dev/null
	ip netns exec "$namespace_prefix-$host" ethtool -K "$interface" tx off gso off tso off gro off >/dev/null
	ip -n "$namespace_prefix-$host" address add "$ipv4/$prefix4" dev "$interface"
	[[ $ipv6 == - ]] || ip -n "$namespace_prefix-$host" address add "$ipv6/$prefix6" dev "$interface" nodad
}

mirror() {
	local port=$1 zone=$2 tap _
	IFS=$'\t' read -r _ tap _ < <(rows zones | grep "^$zone"$'\t')
	in_switches nft -f - <<-EOF
		add chain netdev mirror $port { type filter hook ingress device "$port" priority 0; }
		add rule netdev mirror $port dup to "span-$tap"
	EOF
}

routes_up() {
	local host zone ipv6 _ gateway4 gateway6
	while IFS=$'\t' read -r host zone _ _ ipv6 _; do
		IFS=$'\t' read -r gateway4 gateway6 < <(rows firewalls | awk -F'\t' -v zone="$zone" -v OFS='\t' \
			'$3 == zone && $7 == "yes" { print $5, $6 }')
		ip -n "$namespace_prefix-$host" route add default via "$gateway4"
		[[ $ipv6 == - ]] || ip -n "$namespace_prefix-$host" route add default via "$gateway6"
		[[ $zone != scada ]] || cells_behind_line_firewall "$host"
	done < <(rows hosts)
	cells_behind_line_firewall firewall-dmz
	ip -n "$namespace_prefix-firewall-line" route add default via 10.20.0.2
	ip -n "$namespace_prefix-firewall-line" route add default via fd20:20::2
}

cells_behind_line_firewall() {
	local network
	for network in 10.20.1.0/24 10.20.2.0/24 10.20.9.0/29; do
		ip -n "$namespace_prefix-$1" route add "$network" via 10.20.0.1
	done
	ip -n "$namespace_prefix-$1" route add fd20:21::/64 via fd20:20::1
}

# A router solicits from its link-local address, and there are none here: it knows its IPv6 neighbours instead.
neighbours_up() {
	local firewall interface zone
	while IFS=$'\t' read -r firewall interface zone _; do
		local mac ipv6 own
		own=$(ip netns exec "$namespace_prefix-$firewall" cat "/sys/class/net/$interface/address")
		while IFS=$'\t' read -r mac ipv6; do
			[[ $ipv6 == - || $mac == "$own" ]] || ip -n "$namespace_prefix-$firewall" neighbour replace "$ipv6" \
				lladdr "$mac" dev "$interface" nud permanent
		done < <({ rows hosts | cut -f2,3,5; rows firewalls | cut -f3,4,6; } | grep "^$zone"$'\t' | cut -f2,3)
	done < <(rows firewalls)
}

# Ends what still runs in the namespaces of the line, and only there, then deletes them.
network_down() {
	local name pid
	for name in $(namespaces); do
		for pid in $(ip netns pids "$name"); do kill "$pid" 2>/dev/null || true; done
	done
	sleep 1
	for name in $(namespaces); do ip netns delete "$name"; done
}

namespaces() { ip netns list | cut -d' ' -f1 | grep "^$namespace_prefix-" || true; }
