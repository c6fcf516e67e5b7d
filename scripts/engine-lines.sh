#!/usr/bin/env bash
# Lines of code of each engine and of each of its stores, without tests, comments and blank lines: scripts/engine-lines.sh
set -euo pipefail
find server/src/adapters/{postgres,mongo} -name '*.ts' ! -name '*.test.ts' -exec awk '
  /^[ ]*($|\/\/|\/?\*)/ { next }
  { n = split(FILENAME, at, "/"); part = at[5]; if (n == 5) part = "beside the stores"
    if (part == "stores") { part = at[6]; sub(/[-.].*/, "", part); if (part ~ /^(comment|playlist|video)$/) part = part "s"
      if (part ~ /^(audience|flip|newest|owners|pages|pair|row)$/) part = "what stores share" }
    lines[at[4] " " part]++; sum[at[4]]++ }
  END { for (name in lines) print name, lines[name]; for (name in sum) print name, "all", sum[name] }' {} + | sort
