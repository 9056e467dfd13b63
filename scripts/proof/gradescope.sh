#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The zip for Gradescope, unpacked as /autograder in a clean Debian
# (debootstrap), set up there, and run on a right, an empty and a looping
# submission; each results.json is validated. Needs root and a network.

set -eu
out=$PROOF_DIR/gradescope.md
work=$PROOF_DIR/gradescope
root=$work/root
lab=02
python=${PYTHON:-/usr/bin/python3}
file=mm/memblock_search.c

type -P debootstrap >/dev/null || scripts/setup.sh labs
rm -rf "$root" "$work"/*.json
mkdir -p "$work"
# Outside of the repository, as every course.
LAB_COURSE=$(mktemp -d)/course
export LAB_COURSE
trap 'rm -rf "${LAB_COURSE%/course}" "$root"' EXIT
"$python" -B scripts/lab course init "$LAB_COURSE" --labs $lab
"$python" -B scripts/lab gradescope $lab "$work/autograder.zip"

# The clean system, kept as an archive: unpacking it takes seconds.
if [ ! -s "$work/debian.tar" ]; then
	debootstrap --variant=minbase --include=ca-certificates bookworm \
		"$root" "${MIRROR:-http://deb.debian.org/debian}"
	tar -C "$root" -cf "$work/debian.tar.new" .
	mv "$work/debian.tar.new" "$work/debian.tar"
else
	mkdir -p "$root"
	tar -C "$root" -xf "$work/debian.tar"
fi
mkdir -p "$root/autograder/source" "$root/autograder/submission"
"$python" - "$work/autograder.zip" "$root/autograder/source" <<'EOF'
import os, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    archive.extractall(sys.argv[2])
    for item in archive.infolist():
        os.chmod(os.path.join(sys.argv[2], item.filename),
                 item.external_attr >> 16)
EOF
cp /etc/resolv.conf "$root/etc/"

# inside COMMAND...: in the clean system, with /proc while it runs
inside()
{
	unshare --mount --fork -- bash -c "mount -t proc proc '$root/proc' &&
		exec chroot '$root' env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin \
		\"\$@\"" inside "$@"
}

SECONDS=0
inside /autograder/source/setup.sh
setup=$SECONDS
cp "$root/autograder/source/run_autograder" "$root/autograder/"

# submission NAME SCORE: what lies in submission/ must have that score
submission()
{
	rm -rf "$root/autograder/results"
	mkdir "$root/autograder/results"
	SECONDS=0
	inside /autograder/run_autograder
	cp "$root/autograder/results/results.json" "$work/$1.json"
	"$python" -B - "$work/$1.json" "$2" <<'EOF'
import json, sys
import jsonschema
with open("scripts/labtool/lms/gradescope.schema.json") as file:
    schema = json.load(file)
with open(sys.argv[1]) as file:
    found = json.load(file)
jsonschema.validate(found, schema)
score = sum(test["score"] for test in found["tests"])
if not found["score"] == score == float(sys.argv[2]):
    sys.exit(f"{sys.argv[1]}: {found['score']} points, tests have {score}, "
             f"must be {sys.argv[2]}")
EOF
	rows+="| $1 | $2 | $SECONDS s |"$'\n'
}

rows=
cp "$file" "$root/autograder/submission/"
submission right 100
rm "$root/autograder/submission/"*
submission empty 0
"$python" -B - "$file" "$root/autograder/submission/memblock_search.c" <<'EOF'
import sys
sys.path.insert(0, "scripts")
from labtool import labs, source
with open(sys.argv[1]) as file:
    text = file.read()
name = labs.find("02").names()[0]
with open(sys.argv[2], "w") as file:
    file.write(source.replace_bodies(text, {
        name: "{\n\tfor (;;)\n\t\tbarrier();\n}"}))
EOF
submission looping 0

cat >"$out" <<EOF
## The autograder for Gradescope

    make proof PART=gradescope

The zip of \`scripts/lab gradescope $lab\`,
$(stat -c %s "$work/autograder.zip") bytes, unpacked as /autograder in
a clean Debian 12 (debootstrap): setup.sh took $setup s.
Each results.json is valid (scripts/labtool/lms/gradescope.schema.json).

| submission | points of 100 | time |
| --- | --- | --- |
$rows
EOF
