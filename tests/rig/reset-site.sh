#!/usr/bin/env bash
# reset-site.sh NAME: the site as it was after its installation (or last snapshot), in under a second.
exec "$(dirname "${BASH_SOURCE[0]}")/site.sh" restore "$@"
