#!/usr/bin/env bash
# Sends a running server what its own OpenAPI document allows, and much that it forbids: no response may be a 5xx,
# undocumented, or of another form than documented. Takes the program; needs Python 3.10 and pip.
#
#     tests/reference/schemathesis.sh target/release/brandish
set -euo pipefail
program=$(realpath "${1:-target/release/brandish}")
work=$(mktemp -d)
server=
finish() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q schemathesis==4.32.5

BRANDISH_HOME="$work/home" "$program" serve --listen 127.0.0.1:0 --queue-limit 1000000 >"$work/started" &
server=$!
for _ in $(seq 50); do
    [ -s "$work/started" ] && break
    sleep 0.1
done
address=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["listening"])' "$work/started")
# The queue is paused: this tests the server, not the model.
python3 - "$address" <<'PYTHON'
import sys, urllib.request
url, kind = sys.argv[1] + "/queue", {"Content-Type": "application/json"}
urllib.request.urlopen(urllib.request.Request(url, b'{"paused": true}', kind))
PYTHON

cd "$work"
# /events never ends, so tests/flows/http.rs tests it; /queue would let the model run.
checks=not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance
checks=$checks,response_schema_conformance,negative_data_rejection,unsupported_method,ignored_auth
"$work/venv/bin/schemathesis" run "$address/openapi.json" --no-color --seed 20261125 \
    --exclude-path /events --exclude-path /queue --checks "$checks" \
    --phases examples,coverage,fuzzing --max-examples "${EXAMPLES:-300}"
kill -0 "$server"
