#!/usr/bin/env bash
# The check of a merge request on GitLab: asks who approved, reviews the change as pull-request.sh does, and keeps one comment.
# It is called by gitlab-ci.yml, which tells the variables, and reads beside them those that GitLab sets for a job.
set -euo pipefail

here="$(dirname "${BASH_SOURCE[0]}")"
export BASE="${CI_MERGE_REQUEST_DIFF_BASE_SHA:?this is no pipeline of a merge request}"
# In a pipeline of merged results the commit is one that GitLab made.
export HEAD="${CI_MERGE_REQUEST_SOURCE_BRANCH_SHA:-${CI_COMMIT_SHA:?}}"
export OUT="${OUT:-zonewright-review}" ZONEWRIGHT="${ZONEWRIGHT:-$ZONEWRIGHT_HOME/node_modules/.bin/zonewright}"
request="${CI_API_V4_URL:?}/projects/${CI_PROJECT_ID:?}/merge_requests/${CI_MERGE_REQUEST_IID:?}"

# The token goes over a file descriptor: arguments of a process can be read by others.
api() {
  curl --silent --show-error --fail --max-time 60 --config <(printf 'header = "PRIVATE-TOKEN: %s"\n' "${ZONEWRIGHT_TOKEN:-}") "$@"
}

if [ "${APPROVALS:-false}" = true ]; then
  said="$(api "$request/approvals")" || { echo "the approvals cannot be read with ZONEWRIGHT_TOKEN, so there is none"; said='{}'; }
  names='for (const { user } of JSON.parse(fs.readFileSync(0)).approved_by ?? []) console.log(user.username)'
  APPROVED_BY="$(node -e "$names" <<<"$said")"
  export APPROVED_BY APPROVALS=false
fi

code=0
bash "$here/pull-request.sh" || code=$?
[ "$code" -lt 2 ] || exit "$code"

# Prints the number of the comment that an earlier push wrote, or nothing. It is known by its author and its first line: others
# could write that line too.
own_comment() {
  local me notes page found choose='
    const [me, marker] = [JSON.parse(process.argv[1]), process.argv[2]];
    const notes = JSON.parse(fs.readFileSync(0));
    const own = notes.find(({ author, body }) => author.id === me.id && body.startsWith(marker));
    console.log(own?.id ?? (notes.length < 100 ? "" : "more"));'
  me="$(api "$CI_API_V4_URL/user")" || return
  for ((page = 1; ; page++)); do
    notes="$(api "$request/notes?per_page=100&page=$page")" || return
    found="$(node -e "$choose" "$me" "$(head -n 1 "$OUT/comment.md")" <<<"$notes")" || return
    [ "$found" = more ] || break
  done
  echo "$found"
}

if [ -n "${ZONEWRIGHT_TOKEN:-}" ]; then
  body="body@$OUT/comment.md"
  if ! known="$(own_comment)"; then
    echo "the comments cannot be read with ZONEWRIGHT_TOKEN, so none was written"
  elif [ -z "$known" ]; then
    api --output /dev/null --data-urlencode "$body" "$request/notes" || echo "no comment was written"
  else
    api --output /dev/null --request PUT --data-urlencode "$body" "$request/notes/$known" || echo "the comment was not replaced"
  fi
fi
exit "$code"
