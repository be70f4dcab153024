# shellcheck shell=bash disable=SC2034
# What all jobs read from the environment. Sourced by the scripts beside it; nothing here is ever evaluated as code.
#   CAMPAIGN_CI_PATHS      files and folders, one a line; none: campaigns/
#   CAMPAIGN_CI_TARGET     a target of project.yaml; none: the project's default
#   CAMPAIGN_CI_VARS       template variables, one a line: release=2.4.0
#   CAMPAIGN_CI_ARGUMENTS  further arguments of `campaign plan` (or `continue`), one a line: --redact
#   CAMPAIGN_CI_LEDGER     the ledger's file; none: the target's
#   CAMPAIGN_CI_FOLDER     where plans and reports go; none: campaign-report/

# lines TEXT: each line of it that isn't empty, as an element of the array `found`
lines() {
    found=()
    local line
    while IFS= read -r line || [ -n "$line" ]; do
        line=${line%$'\r'}
        [ -z "$line" ] || found+=("$line")
    done <<<"$1"
}

found=()
lines "${CAMPAIGN_CI_PATHS:-}"
paths=(${found[@]+"${found[@]}"})
lines "${CAMPAIGN_CI_ARGUMENTS:-}"
further=(${found[@]+"${found[@]}"})
variables=()
lines "${CAMPAIGN_CI_VARS:-}"
for one in ${found[@]+"${found[@]}"}; do variables+=(--var "$one"); done

target=()
[ -z "${CAMPAIGN_CI_TARGET:-}" ] || target=(--target "$CAMPAIGN_CI_TARGET")
ledger=()
[ -z "${CAMPAIGN_CI_LEDGER:-}" ] || ledger=(--ledger "$CAMPAIGN_CI_LEDGER")

folder=${CAMPAIGN_CI_FOLDER:-campaign-report}
mkdir -p -- "$folder"
[ -e "$folder/.gitignore" ] || echo '*' >"$folder/.gitignore" # so that `require_clean_git` holds
marker="plan-${CAMPAIGN_CI_TARGET:-default}"

# run NAME COMMAND…: a heading, the command, and its exit code in `code`, which is never an end here
code=0
run() {
    local name=$1
    shift
    echo "== $name" >&2
    code=0
    "$@" || code=$?
}
