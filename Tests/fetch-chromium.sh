#!/usr/bin/env bash
# Installs the browser that tests open reports in, if there is none.
set -euo pipefail
command -v chromium >/dev/null && exit 0
sudo=
[ "$(id -u)" = 0 ] || sudo=sudo
$sudo apt-get update -qq
$sudo apt-get install -y -qq chromium
