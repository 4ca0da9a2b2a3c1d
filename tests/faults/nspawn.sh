#!/bin/bash
# The package as an admin has it: systemd-nspawn boots a Debian in which it is installed, restarted
# under load, stopped by the watchdog, given its key encrypted, backed up, upgraded, removed and
# purged (nspawn.py, inside). Then the same in a tree where no systemd runs.
#
# usage: tests/faults/nspawn.sh [PACKAGE.deb [SUITE]]
#
# Needs root and a mirror of Debian. The package is that of `./dev package`, the suite the one that
# this system is. Trees are kept in build-nspawn/, without the package.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

package=${1-}
if [ -z "$package" ]; then
	compgen -G 'build-package/afterword_*.deb' >/dev/null || ./dev package >&2
	package=$(compgen -G 'build-package/afterword_*.deb')
fi
# shellcheck source=/dev/null
suite=${2-$(. /etc/os-release && echo "$VERSION_CODENAME")}
kept=$PWD/build-nspawn
tree=$kept/$suite
[ "$(id -u)" = 0 ] || {
	echo "nspawn: a machine can be booted as root only" >&2
	exit 77
}

# shellcheck disable=SC2016 # apt-get's own
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' |
	grep -v security | head -n 1)
mkdir -p "$kept"
if [ ! -s "$tree.tar" ]; then
	rm -rf --one-file-system "$tree"
	debootstrap --variant=minbase \
		--include=systemd,systemd-sysv,dbus,python3,ca-certificates \
		"$suite" "$tree" "${mirror%/}" >"$tree.log" 2>&1
	tar -C "$tree" -cf "$tree.part" .
	mv "$tree.part" "$tree.tar"
fi

# fresh: the tree anew, with the package, one of a higher version, and what they depend on.
fresh() {
	rm -rf --one-file-system "$tree"
	mkdir -p "$tree"
	tar -C "$tree" -xf "$tree.tar"
	install -D -m 644 "$package" "$tree/root/afterword.deb"
	cp tests/faults/nspawn.py "$tree/root/"
	dpkg-deb -R "$package" "$kept/newer"
	sed -i 's/^Version: .*/&.1/' "$kept/newer/DEBIAN/control"
	dpkg-deb --root-owner-group -b "$kept/newer" "$tree/root/newer.deb" >/dev/null
	rm -rf "$kept/newer"
	cp /etc/resolv.conf "$tree/etc/resolv.conf"
	inside apt-get update -q >/dev/null
	inside apt-get install -y -q --no-install-recommends --download-only /root/afterword.deb \
		>/dev/null
}

inside() {
	DEBIAN_FRONTEND=noninteractive chroot "$tree" "$@"
}

status=0

fresh
cat >"$tree/etc/systemd/system/try.service" <<'END'
[Service]
ExecStart=/usr/bin/python3 /root/nspawn.py
ExecStopPost=/usr/bin/systemctl --no-block poweroff
StandardOutput=append:/root/report
StandardError=inherit
END
mkdir -p "$tree/etc/systemd/system/multi-user.target.wants"
ln -s ../try.service "$tree/etc/systemd/system/multi-user.target.wants/try.service"
SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 timeout 900 systemd-nspawn --quiet --directory="$tree" \
	--register=no --keep-unit --private-network --boot </dev/null >"$kept/console" 2>&1 || true
cat "$tree/root/report"
grep -q '^not ok' "$tree/root/report" && status=1
grep -q '^1\.\.' "$tree/root/report" || {
	echo "not ok - it came to its end"
	tail -n 20 "$kept/console"
	status=1
}

# where nothing starts services, as in a container's image
fresh
try() {
	if "${@:2}" >"$kept/output" 2>&1; then
		echo "ok - without systemd: $1"
	else
		echo "not ok - without systemd: $1"
		cat "$kept/output"
		status=1
	fi
}
key=$tree/etc/afterword/afterword.key
try "installing" inside apt-get install -y -q --no-install-recommends /root/afterword.deb
try "there is a key, its owner's alone" [ "$(stat -c %a "$key")" = 600 ]
before=$(cat "$key")
try "upgrading" inside apt-get install -y -q --no-install-recommends /root/newer.deb
try "removing" inside apt-get remove -y -q afterword
try "the key stays" [ "$(cat "$key")" = "$before" ]
try "purging" inside apt-get purge -y -q afterword
try "nothing is left" [ ! -e "$tree/etc/afterword" ]
rm -rf --one-file-system "$tree"
exit $status
