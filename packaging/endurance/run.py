"""Runs the parts that are named, each with its number of rounds."""

import signal
import sys

import kills


def main(words):
    # So that machines, mounts and folders of a run that is told to end are ended too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    parts = []
    while words:
        name = words.pop(0)
        rounds = int(words.pop(0)) if words and words[0].isdigit() else None
        parts.append((name, rounds))
    passed = failed = 0
    for name, rounds in parts:
        if name == "kill":
            more = kills.run(rounds or 25)
        elif name == "power":
            import powercuts
            more = powercuts.run(rounds or 3)
        elif name == "disk":
            import disks
            more = disks.run()
        else:
            sys.exit("packaging/test-endurance knows kill, power and disk.")
        passed, failed = passed + more[0], failed + more[1]
    if len(parts) > 1:
        print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
