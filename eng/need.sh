#!/usr/bin/env bash
# Installs what the given sections of eng/packages.txt lack, after saying what; says nothing when nothing is missing.
#
#   eng/need.sh SECTION...
#
# With NO_INSTALL=1 it only lists what is missing and how to get it, and ends with status 3.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

missing_apt=() missing_npm=() missing_nuget=() reasons=()

has_library() { # the dynamic linker knows it, or it lies where Debian puts libraries
    PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null | grep -qF "$1 " || compgen -G "/usr/lib/*/$1" >/dev/null
}

has_node() {
    local version
    version="$(node --version 2>/dev/null)" || return 1
    version="${version#v}"
    ((${version%%.*} >= $1))
}

has_python() { /usr/bin/python3 -c 'import sys, importlib.util as u; sys.exit(u.find_spec(sys.argv[1]) is None)' "$1" 2>/dev/null; }

has_apt() { # PROBE
    case "$1" in
        library:*) has_library "${1#library:}" ;;
        command:*) command -v "${1#command:}" >/dev/null ;;
        node:*) has_node "${1#node:}" ;;
        python:*) has_python "${1#python:}" ;;
        *) echo "eng/packages.txt: unknown probe '$1'" >&2; exit 70 ;;
    esac
}

has_npm() { # npm writes node_modules/.package-lock.json last
    [[ -f "$1/node_modules/.package-lock.json" && ! "$1/package-lock.json" -nt "$1/node_modules/.package-lock.json" ]]
}

has_nuget() { # every package of the lock files lies in the user's cache
    local cache="${NUGET_PACKAGES:-$HOME/.nuget/packages}" package
    while read -r package; do
        [[ -d "$cache/$package" ]] || return 1
    done < <(find "$1" -name packages.lock.json -not -path '*/node_modules/*' -exec awk -F'"' '
        /^      "[^"]+": \{/ { name = $2 }
        /"resolved":/ { print tolower(name) "/" tolower($4) }' {} + | sort -u)
}

require_sdk() {
    if ! dotnet --list-sdks 2>/dev/null | grep -q '^10\.'; then
        echo "This needs the .NET 10 SDK ('dotnet' on the PATH), which is not installed by make. See https://dot.net/download" >&2
        exit 3
    fi
}

collect() { # SECTION...
    local section kind name probe purpose
    while read -r section kind name probe purpose; do
        [[ " $* " == *" $section "* ]] || continue
        case "$kind" in
            apt) has_apt "$probe" && continue; missing_apt+=("$name") ;;
            npm) [[ -f "$name/package-lock.json" ]] || continue; has_npm "$name" && continue; missing_npm+=("$name") ;;
            nuget) has_nuget "$name" && continue; missing_nuget+=("$name") ;;
            *) echo "eng/packages.txt: unknown kind '$kind'" >&2; exit 70 ;;
        esac
        reasons+=("  $kind $name: $purpose")
    done < <(grep -v '^#' eng/packages.txt)
}

tell() { # what is missing, and the commands that bring it
    echo "$1"
    printf '%s\n' "${reasons[@]}"
    ((${#missing_apt[@]})) && echo "  \$ $(as_root)apt-get install --no-install-recommends ${missing_apt[*]}"
    local folder
    for folder in "${missing_npm[@]}"; do echo "  \$ npm ci --ignore-scripts --prefix $folder"; done
    for folder in "${missing_nuget[@]}"; do echo "  \$ dotnet restore $(restored_by "$folder")"; done
}

restored_by() { [[ "$1" == src ]] && echo src/PiecewiseLinear.Cli || echo PiecewiseLinear.sln; }

as_root() { [[ "$(id -u)" == 0 ]] || echo "sudo "; }

install_all() {
    if ((${#missing_apt[@]})); then
        command -v apt-get >/dev/null || { echo "There is no apt-get here; install these by other means: ${missing_apt[*]}" >&2; exit 3; }
        local sudo
        sudo="$(as_root)"
        $sudo apt-get update -qq
        DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${missing_apt[@]}" >/dev/null
    fi
    local folder
    for folder in "${missing_npm[@]}"; do
        if [[ -x "$folder/prepare" ]]; then
            "$folder/prepare" >/dev/null 2>&1
        else
            npm ci --ignore-scripts --no-audit --no-fund --loglevel=error --prefix "$folder" >/dev/null
        fi
        touch "$folder/node_modules/.package-lock.json"
    done
    for folder in "${missing_nuget[@]}"; do dotnet restore "$(restored_by "$folder")" --nologo -v q; done
}

require_sdk
collect "$@"
((${#reasons[@]})) || exit 0
if [[ "${NO_INSTALL:-}" == 1 ]]; then
    tell "Missing, and NO_INSTALL=1:" >&2
    exit 3
fi
tell "Installing what is missing (NO_INSTALL=1 only lists it):" >&2
install_all
