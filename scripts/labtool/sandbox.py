# SPDX-License-Identifier: GPL-2.0-only
"""Where other people's code is compiled and run: bubblewrap.

Its own user, processes, network and file system; of the real one it sees
/usr, read-only, and what the caller shows it. No tests, no oracles, no
course. --trusted runs the same commands without it, in the same folders.
"""

import functools
import os
import shutil
import subprocess
import sys
import threading

from . import Trouble

NOBODY = "65534"
# What a compiler needs; the runner's own limits are in labs/runner/jail.c.
LIMITS = {"cpu": 5, "as": 2 << 30, "fsize": 64 << 20, "nofile": 256,
          "core": 0}
# Outside, a user has other processes, too.
LIMITS_INSIDE = LIMITS | {"nproc": 64}
ADVICE = ("no sandbox: bubblewrap {why}; {fix}, or pass --trusted to run "
          "this code without one")


class Unavailable(Trouble):
    """bubblewrap cannot run here; the text says why and what to do."""


@functools.lru_cache(maxsize=None)
def why_not():
    """None if bubblewrap works, else one line."""
    if not shutil.which("bwrap"):
        return ADVICE.format(why="is not installed",
                             fix="install it (apt-get install bubblewrap)")
    done = subprocess.run(wrap(["/usr/bin/true"]), capture_output=True,
                          text=True, check=False)
    if done.returncode == 0:
        return None
    said = (done.stderr.strip().splitlines() or ["failed"])[-1]
    return ADVICE.format(
        why=f"cannot run ({said.removeprefix('bwrap: ')})",
        fix="allow user namespaces (sysctl kernel.unprivileged_userns_clone"
            "=1, or kernel.apparmor_restrict_unprivileged_userns=0; in a "
            "container: --security-opt seccomp=unconfined)")


def usr():
    """The system's programs and libraries, as the system has them."""
    args = ["--ro-bind", "/usr", "/usr"]
    for name in ("/bin", "/lib", "/lib64", "/lib32"):
        if os.path.islink(name):
            args += ["--symlink", os.readlink(name), name]
        elif os.path.isdir(name):
            args += ["--ro-bind", name, name]
    # gcc finds ld and cc by Debian's alternatives.
    if os.path.isdir("/etc/alternatives"):
        args += ["--ro-bind", "/etc/alternatives", "/etc/alternatives"]
    return args


def unpacked():
    """What `setup.sh --user` has unpacked, and who finds it how."""
    cache = os.environ.get("NOPANIC_CACHE", "")
    if not os.environ.get("NOPANIC_ROOT") or not os.path.isdir(cache):
        return []
    args = ["--ro-bind", cache, cache]
    for name in ("PATH", "C_INCLUDE_PATH", "LIBRARY_PATH"):
        args += ["--setenv", name, os.environ.get(name, "")]
    return args


def wrap(command, show=(), write=(), folder="/", system=True):
    """The command line that runs @command inside. show, write: (place
    outside, place inside), read-only or not."""
    args = ["bwrap", "--unshare-all", "--die-with-parent", "--new-session",
            "--uid", NOBODY, "--gid", NOBODY, "--clearenv",
            "--setenv", "PATH", "/usr/bin:/bin", "--setenv", "LC_ALL", "C"]
    args += usr() + unpacked() if system else []
    args += ["--tmpfs", "/tmp", "--dev", "/dev"] if system else []
    for outside, inside in show:
        args += ["--ro-bind", outside, inside]
    for outside, inside in write:
        args += ["--bind", outside, inside]
    args += ["--chdir", folder, "--"]
    return args + (limited(command, LIMITS_INSIDE) if system
                   else list(command))


def limited(command, limits):
    return ["/usr/bin/prlimit", *(f"--{name}={value}" for name, value
                                  in limits.items()), *command]


def plain_env():
    """Messages that everybody reads the same way."""
    return os.environ | {"LC_ALL": "C"}


class Sandbox:
    """Runs commands inside, or with trusted=True outside."""

    def __init__(self, trusted=False):
        if not trusted and why_not():
            raise Unavailable(why_not())
        self.trusted = trusted

    @classmethod
    def if_possible(cls):
        """For one's own code: inside where that works, else outside."""
        return cls(trusted=why_not() is not None)

    def prepare(self, command, show, write, folder, system):
        """(command line, folder) that run @command inside, or outside. A
        word of it, and @folder, that begins with a place inside means that
        place; without a sandbox, the one outside."""
        if not self.trusted:
            return wrap(command, show, write, folder, system), None
        places = sorted([*show, *write], key=lambda pair: -len(pair[1]))
        outside = [self.outside(word, places) for word in command]
        return (limited(outside, LIMITS) if system else outside,
                self.outside(folder, places))

    def run(self, command, *, show=(), write=(), folder="/", system=True,
            **how):
        """As subprocess.run(), for what says little."""
        line, cwd = self.prepare(command, show, write, folder, system)
        return subprocess.run(line, check=False, cwd=cwd, env=plain_env(),
                              **how)

    def talk(self, command, *, show=(), write=(), folder="/", seconds=60,
             most=1 << 20):
        """(exit status, all it says): for who may say without end. After
        @most bytes or @seconds it is killed, and the status is -9."""
        line, cwd = self.prepare(command, show, write, folder, True)
        with subprocess.Popen(line, cwd=cwd, env=plain_env(),
                              stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT) as process:
            timer = threading.Timer(seconds, process.kill)
            timer.start()
            said = process.stdout.read(most)
            if len(said) == most:
                process.kill()
            process.stdout.close()
            status = process.wait()
            timer.cancel()
        return status, said.decode("utf-8", "replace")

    @staticmethod
    def outside(word, places):
        for out, inside in places:
            if word == inside or word.startswith(inside + "/"):
                return out + word[len(inside):]
        return word


def main():
    print(why_not() or "the sandbox works")
    sys.exit(3 if why_not() else 0)


if __name__ == "__main__":
    main()
