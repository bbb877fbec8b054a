# shellcheck shell=bash disable=SC2154 # here, work and python come from record.sh
# The servers of the line, each a real implementation in the namespace of its host. Sourced by record.sh.
# Keys, certificates and passwords are made here for one run and deleted with the work folder.

servers_up() {
	make_secrets
	local device
	for device in plc-filler plc-capper drive-conveyor valve-io old-drive sis-1; do
		on_host "$device" "$python" -m recorder.modbus_device "$device"
	done
	on_host plc-packer "$python" -m recorder.s7_device
	web_up historian-1
	web_up scada-1
	ssh_up jump-1
	ssh_up ews-1
	time_and_names_up
	sql_up scada-1
	sql_up historian-1
	wait_for_servers
}

# Starts a server in the background; its output goes to the work folder.
on_host() {
	local host=$1
	shift
	in_host "$host" "$@" >>"$work/$host.server.log" 2>&1 &
}

make_secrets() {
	local host
	for host in historian-1 scada-1; do
		openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/O=Dairy North/CN=$host.dairy.example" \
			-addext "subjectAltName=DNS:$host.dairy.example" \
			-keyout "$work/$host.key" -out "$work/$host.crt" 2>/dev/null
	done
	ssh-keygen -q -t ed25519 -N '' -C station -f "$work/ssh_client"
	for host in jump-1 ews-1; do ssh-keygen -q -t ed25519 -N '' -C "$host" -f "$work/ssh_$host"; done
	openssl rand -hex 16 >"$work/sql.password"
}

web_up() {
	local folder="$work/web-$1"
	mkdir -p "$folder"
	echo "<h1>$1: production of the line</h1>" >"$folder/index.html"
	cat >"$folder/nginx.conf" <<-EOF
		daemon off; worker_processes 1; user root; pid $folder/nginx.pid; error_log $folder/error.log;
		events { worker_connections 32; }
		http {
			access_log off; server_tokens off; client_body_temp_path $folder; proxy_temp_path $folder;
			fastcgi_temp_path $folder; uwsgi_temp_path $folder; scgi_temp_path $folder;
			server {
				listen 443 ssl; listen [::]:443 ssl; root $folder;
				ssl_certificate $work/$1.crt; ssl_certificate_key $work/$1.key;
			}
		}
	EOF
	on_host "$1" nginx -e "$folder/error.log" -c "$folder/nginx.conf"
}

ssh_up() {
	mkdir -p /run/sshd
	cat >"$work/sshd-$1.conf" <<-EOF
		Port 22
		HostKey $work/ssh_$1
		PidFile none
		AuthorizedKeysFile $work/ssh_client.pub
		StrictModes no
		UsePAM no
		PasswordAuthentication no
		PermitRootLogin prohibit-password
		PrintMotd no
	EOF
	on_host "$1" "$(command -v sshd)" -D -e -f "$work/sshd-$1.conf"
}

time_and_names_up() {
	printf '%s\n' 'local stratum 3' 'allow' 'cmdport 0' "pidfile $work/chronyd.pid" >"$work/chronyd.conf"
	on_host infra-1 chronyd -x -d -u root -f "$work/chronyd.conf"
	{
		printf '%s\n' no-resolv no-hosts no-daemon user=root domain=dairy.example pid-file= log-facility=-
		rows hosts | while IFS=$'\t' read -r host _ _ ipv4 ipv6 _; do
			[[ $ipv6 == - ]] && ipv6=
			echo "host-record=$host.dairy.example,$ipv4${ipv6:+,$ipv6}"
		done
	} >"$work/dnsmasq.conf"
	on_host infra-1 dnsmasq -C "$work/dnsmasq.conf"
}

# PostgreSQL does not run as root: the data folder belongs to the account that its package made.
sql_up() {
	local folder="$work/sql-$1" bin
	bin=$(dirname "$(find /usr/lib/postgresql -name initdb | sort -V | tail -1)")
	install -d -o postgres -m 700 "$folder"
	install -o postgres -m 600 "$work/sql.password" "$folder.password"
	as_postgres "$bin/initdb" -D "$folder/data" -U batch -A scram-sha-256 --pwfile="$folder.password" \
		--locale=C.UTF-8 >"$work/$1.initdb.log" 2>&1
	echo 'host all batch 10.19.0.10/32 scram-sha-256' >"$folder/data/pg_hba.conf"
	on_host "$1" setpriv --reuid=postgres --regid=postgres --init-groups "$bin/postgres" -D "$folder/data" \
		-k "$folder" -c listen_addresses='*' -c fsync=off -c timezone=Europe/Berlin -c log_timezone=Europe/Berlin
}

as_postgres() { (cd / && setpriv --reuid=postgres --regid=postgres --init-groups "$@"); }

wait_for_servers() {
	local pair
	for pair in plc-filler:502 plc-capper:502 drive-conveyor:502 valve-io:502 old-drive:502 sis-1:502 \
		plc-packer:102 historian-1:443 scada-1:443 jump-1:22 ews-1:22 infra-1:53 scada-1:5432 historian-1:5432; do
		wait_for_port "${pair%:*}" "${pair#*:}"
	done
}

# Looks at the socket table and sends nothing.
wait_for_port() {
	local tries
	for tries in {1..100}; do
		ip netns exec "$namespace_prefix-$1" ss -Hltn "sport = :$2" | grep -q . && return
		sleep 0.2
	done
	echo "$1 does not listen on $2 after $tries tries; see $work/$1.server.log" >&2
	return 1
}
