#!/usr/bin/env bash
# Sends what a plan file says, once. Needs the secrets. Reads: arguments.sh, and
#   CAMPAIGN_CI_PLAN  reviewed: $CAMPAIGN_CI_FOLDER/plan.json, as the pull request made it; nothing is sent without it.
#                     fresh (default): plans now, and sends that: for jobs that a person approves, and for schedules.
#   CAMPAIGN_CI_APPLY_ARGUMENTS  further arguments of `campaign apply`, one a line: --confirm, new-year-2027
set -euo pipefail
here=$(dirname -- "${BASH_SOURCE[0]}")
# shellcheck source=ci/arguments.sh
source "$here/arguments.sh"
plan="$folder/plan.json"

case ${CAMPAIGN_CI_PLAN:-fresh} in
reviewed)
    if [ ! -f "$plan" ]; then
        echo "no reviewed plan was found for this commit, so nothing is sent; open a pull request, or plan afresh" >&2
        exit 7
    fi
    "${PYTHON:-python3}" "$here/plan_target.py" "$plan" "${CAMPAIGN_CI_TARGET:-${CAMPAIGN_TARGET:-}}"
    ;;
fresh)
    rm -f -- "$plan"
    run plan campaign plan ${target[@]+"${target[@]}"} ${ledger[@]+"${ledger[@]}"} ${variables[@]+"${variables[@]}"} ${further[@]+"${further[@]}"} \
        --out "$plan" -- ${paths[@]+"${paths[@]}"}
    [ "$code" -eq 0 ] || exit "$code"
    ;;
*)
    echo "CAMPAIGN_CI_PLAN is '$CAMPAIGN_CI_PLAN'; it is reviewed or fresh" >&2
    exit 2
    ;;
esac

summary=()
[ -z "${GITHUB_STEP_SUMMARY:-}" ] || summary=(--summary)
lines "${CAMPAIGN_CI_APPLY_ARGUMENTS:-}"
run apply campaign apply --plan "$plan" ${ledger[@]+"${ledger[@]}"} ${found[@]+"${found[@]}"} \
    ${summary[@]+"${summary[@]}"} --report "json=$folder/applied.json"
exit "$code"
