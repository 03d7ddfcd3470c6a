"""What a part of the test claims, and whether it held every time it was looked at."""

import sys
import traceback


class Report:
    """One part: sentences, each with what was found against it. A sentence that was never looked at does not count."""

    def __init__(self, title):
        self.findings, self.skipped = {}, []
        print(title, flush=True)

    def __enter__(self):
        return self

    def __exit__(self, kind, failure, trace):
        """What goes wrong on the way counts as a failure and not as the end of everything."""
        if not isinstance(failure, Exception):
            return False
        place = traceback.extract_tb(trace)
        steps = " < ".join(f"{step.name}:{step.lineno}" for step in reversed(place[-4:]))
        self.claim("nothing unforeseen happens", [f"{failure!r} in {steps}"])
        return True

    def claim(self, sentence, problems, where=""):
        """Looks at a sentence once more; `problems` are what speaks against it, empty when nothing does."""
        found = self.findings.setdefault(sentence, [])
        for problem in problems:
            found.append(f"{where}: {problem}" if where else str(problem))
        if problems:
            print(f"  FAILED  {sentence} ({where})", file=sys.stderr, flush=True)

    def claims(self, findings, where=""):
        for sentence, problems in findings:
            self.claim(sentence, problems, where)

    def skip(self, sentence):
        self.skipped.append(sentence)

    def figure(self, text):
        print(f"  {text}", flush=True)

    @property
    def failed(self):
        return sum(bool(found) for found in self.findings.values())

    def close(self):
        """Prints everything; answers with how many sentences held and how many did not."""
        for sentence, found in self.findings.items():
            print(f"  {'FAILED' if found else 'ok    '}  {sentence}")
            for problem in found[:20]:
                print(f"            {problem}")
            if len(found) > 20:
                print(f"            and {len(found) - 20} more")
        for sentence in self.skipped:
            print(f"  skipped {sentence}")
        passed = len(self.findings) - self.failed
        print(f"{passed} passed, {self.failed} failed", flush=True)
        return passed, self.failed


def expect(holds, problem):
    """What speaks against a sentence: the problem, if it does not hold."""
    return [] if holds else [problem]
