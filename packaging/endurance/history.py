"""What was asked of a box and what it answered: one JSON line before each request, one after each answer.

A request without an answer may have been carried out or not; one that was answered has been, for ever.
"""

import json
import threading


class Act:
    """One request under one key."""

    def __init__(self, facts):
        self.facts, self.state, self.answer = facts, "unknown", {}


class History:
    def __init__(self):
        self.acts = {"sale": {}, "refund": {}, "scan": {}, "upload": {}, "picture": {}}

    def take(self, line):
        note = json.loads(line)
        kind, key = note.pop("kind"), note.pop("key")
        what = note.pop("what")
        if what == "asked":
            self.acts[kind].setdefault(key, Act(note))
        elif what == "troubled":
            self.acts[kind][key].answer = note
        else:
            act = self.acts[kind][key]
            act.state, act.answer = what, note

    def read(self, data):
        """Takes the whole lines of some bytes; the last one may have been cut by the end of the machine."""
        for line in data.replace(b"\r", b"").split(b"\n")[:-1]:
            if line.startswith(b"{"):
                self.take(line)

    def known(self, kind):
        """The acknowledged ones, by key."""
        return {key: act for key, act in self.acts[kind].items() if act.state == "done"}

    def unknown(self, kind):
        return {key: act for key, act in self.acts[kind].items() if act.state == "unknown"}

    def count(self, state):
        return {kind: sum(act.state == state for act in acts.values()) for kind, acts in self.acts.items()}


class Log:
    """Writes the lines; `write` must have put one where it survives the box before it returns."""

    def __init__(self, write):
        self.write, self.lock = write, threading.Lock()

    def asked(self, kind, key, **facts):
        self.note("asked", kind, key, facts)

    def done(self, kind, key, **answer):
        self.note("done", kind, key, answer)

    def refused(self, kind, key, **answer):
        self.note("refused", kind, key, answer)

    def troubled(self, kind, key, **answer):
        self.note("troubled", kind, key, answer)

    def note(self, what, kind, key, facts):
        line = json.dumps({"what": what, "kind": kind, "key": key, **facts}, separators=(",", ":"))
        with self.lock:
            self.write(line.encode() + b"\n")
