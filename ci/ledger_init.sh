#!/usr/bin/env bash
# Makes the first, empty ledger, where project.yaml demands one (`must_exist`). Once, ever: a second one, after the first
# was lost, would let everything be sent again. Reads: arguments.sh.
set -euo pipefail
# shellcheck source=ci/arguments.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/arguments.sh"

run 'ledger init' campaign ledger init ${target[@]+"${target[@]}"} ${ledger[@]+"${ledger[@]}"}
exit "$code"
