#!/usr/bin/env bash
# Looks whether the job could send: project, ledger, clock, credentials. Sends nothing. Reads: arguments.sh.
set -euo pipefail
# shellcheck source=ci/arguments.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/arguments.sh"

run doctor campaign doctor ${target[@]+"${target[@]}"} ${ledger[@]+"${ledger[@]}"} \
    ${variables[@]+"${variables[@]}"} -- ${paths[@]+"${paths[@]}"}
exit "$code"
