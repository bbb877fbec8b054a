#!/usr/bin/env bash
# Installs what the recording needs: system packages, and the protocol stacks in a virtual environment.
#   sudo tools/record-corpus/install.sh [VENV]     (default: /tmp/record-corpus-venv)
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
venv=${1:-/tmp/record-corpus-venv}

# RUNLEVEL=1 keeps the packages from starting their services: the recording runs its own, inside namespaces.
export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
apt-get update
apt-get install -y --no-install-recommends iproute2 ethtool util-linux tcpdump tshark python3-venv chrony

python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --requirement "$here/requirements.txt"
echo "ready: $venv"
