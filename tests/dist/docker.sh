#!/usr/bin/env bash
# Runs docker/Dockerfile without a container engine: each stage is a bare Debian, in which each line does what it says, RUN as the
# stage's user. Then the shop and the worker run, as their CMDs say, until they call themselves healthy, and an order arrives. Root.
# What is not seen so is the engine itself, the official images and compose.yml. Called by long.sh.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tests/dist/chroot.sh

stages="$CHROOTS/docker" kept="$CACHE_DIR/docker-target"
declare -A environment folder user command health

# from IMAGE as STAGE
from() {
	stage="$2" root="$stages/$2"
	case "$1" in
		rust:1-bookworm | debian:bookworm-slim)
			mkdir -p "$root"
			tar -C "$root" -xf "$(bare bookworm)"
			environment[$stage]='' folder[$stage]=/ user[$stage]=root
			;;
		*)
			[[ -d "$stages/$1" ]] || die "docker/Dockerfile: there is no image $1 here"
			cp -a --reflink=auto "$stages/$1" "$root"
			environment[$stage]="${environment[$1]}" folder[$stage]="${folder[$1]}" user[$stage]="${user[$1]}"
			;;
	esac
	if [[ "$1" == rust:* ]]; then
		mkdir -p "$root/usr/local/cargo" "$root/usr/local/rustup"
		environment[$stage]='CARGO_HOME=/usr/local/cargo RUSTUP_HOME=/usr/local/rustup'
		environment[$stage]+=' PATH=/usr/local/cargo/bin:/usr/sbin:/usr/bin:/sbin:/bin'
		if [[ -d "$kept" ]]; then
			mkdir -p "$root/src"
			mv "$kept" "$root/src/target"
		fi
	fi
	# WooCommerce where the scripts look first, so that a machine without internet has it too.
	[[ ! -d ../shared || -d "$root/shared" ]] || cp -rL ../shared "$root/shared"
}

# copy [--from=STAGE] SOURCE… TARGET
copy() {
	local source="$PWD" target words=("$@")
	target="${words[-1]}"
	[[ "$target" == /* ]] || target="${folder[$stage]}/$target"
	if [[ "${words[0]}" == --from=* ]]; then
		source="$stages/${words[0]#--from=}"
		words=("${words[@]:1}")
	fi
	words=("${words[@]:0:${#words[@]}-1}")
	if [[ "${words[*]}" == . ]]; then
		# As .dockerignore would have it: what git knows, and nothing that was built.
		git ls-files -z --cached --others --exclude-standard | tar --null --ignore-failed-read -T - -cf - | tar -C "$root/$target" -xf -
		return
	fi
	mkdir -p "$root/$target"
	local word
	for word in "${words[@]}"; do
		# One folder is copied as what is in it, files and patterns as they are.
		if [[ -d "$source/$word" ]]; then
			cp -r "$source/$word/." "$root/$target/"
		else
			# shellcheck disable=SC2086 # a pattern
			cp -r "$source"/$word "$root/$target/"
		fi
	done
}

# in_stage COMMAND: by sh, as RUN and CMD are.
in_stage() {
	local variables
	read -ra variables <<<"${environment[$stage]}"
	# shellcheck disable=SC2016 # expanded by the inner shell
	inside "$root" env "${variables[@]}" setpriv --reuid="${user[$stage]}" --regid="${user[$stage]}" --init-groups \
		sh -c 'cd "$1" && eval "$2"' sh "${folder[$stage]}" "$1"
}

# instruction WORD REST
instruction() {
	local words
	read -ra words <<<"$2"
	case "$1" in
		FROM) from "${words[0]}" "${words[2]}" ;;
		ENV) environment[$stage]+=" $2" ;;
		WORKDIR)
			folder[$stage]="$2"
			mkdir -p "$root/$2"
			;;
		COPY) copy "${words[@]}" ;;
		USER) user[$stage]="$2" ;;
		RUN)
			say "$stage: $2"
			in_stage "$2" >"$RUN_DIR/docker.log" 2>&1 || {
				tail -n 20 "$RUN_DIR/docker.log" >&2
				die "this line fails: $2"
			}
			;;
		HEALTHCHECK) health[$stage]="${2#*CMD }" ;;
		CMD) command[$stage]="$(tr -d '[],"' <<<"$2")" ;;
		*) die "docker/Dockerfile: nobody has taught docker.sh $1" ;;
	esac
}

# The crates are compiled once: the target folder outlives the stages.
keep_target() {
	[[ ! -d "$stages/rig/src/target" ]] || mv "$stages/rig/src/target" "$kept"
}
trap keep_target EXIT
keep_target
rm -rf "$stages"
mkdir -p "$stages"
while read -r word rest; do
	[[ -z "$word" || "$word" == \#* ]] || instruction "$word" "$rest"
done <docker/Dockerfile

# Both containers in one, since they share network and files; the database beside them, as compose.yml has it.
stage=worker root="$stages/worker"
echo '127.0.0.1 localhost database' >"$root/etc/hosts"
mkdir -p "$root/src/tests/demo"
cp tests/demo/documents.php "$root/src/tests/demo/"
cp tests/dist/docker-story.sh "$root/src/story.sh"
story=(env "DATABASE_RIG=/tmp/database" "SHOP=${command[shop]}" "SHOP_HEALTH=${health[shop]}" "WORKER=${command[worker]}"
	"WORKER_HEALTH=${health[worker]}" bash /src/story.sh)
in_stage "$(printf '%q ' "${story[@]}")"
keep_target
rm -rf "$stages"
