#!/usr/bin/env bash
# Installs what the recording needs: system packages, and the Python stacks in a virtual environment.
#   sudo tools/record-dairy-line/install.sh [VENV]     (default: /tmp/record-dairy-line-venv)
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
venv=${1:-/tmp/record-dairy-line-venv}

# RUNLEVEL=1 keeps the packages from starting their services: the recording runs its own, inside namespaces.
export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
apt-get update
apt-get install -y --no-install-recommends \
	iproute2 nftables ethtool util-linux tshark wireshark-common \
	python3-venv openssl curl nginx-light openssh-server openssh-client \
	chrony dnsmasq-base bind9-dnsutils postgresql

python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --requirement "$here/requirements.txt"
echo "ready: $venv"
