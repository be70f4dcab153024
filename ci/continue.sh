#!/usr/bin/env bash
# Opens the next stage of a campaign that pauses for a person, and sends it. Needs the secrets. Reads: arguments.sh, and
#   CAMPAIGN_CI_CAMPAIGN  the campaign's name, or its file
set -euo pipefail
# shellcheck source=ci/arguments.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/arguments.sh"

run 'next stage' campaign continue --yes ${target[@]+"${target[@]}"} ${ledger[@]+"${ledger[@]}"} \
    ${variables[@]+"${variables[@]}"} ${further[@]+"${further[@]}"} -- "${CAMPAIGN_CI_CAMPAIGN:?name the campaign}"
exit "$code"
