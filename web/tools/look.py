"""Looks at every screen of a running box as a visitor, and with --mail as somebody who works there.

    web/look http://localhost:8080 [--mail MAIL --password PASSWORD] [--only PART] [--out FOLDER] [--quick]

Takes screenshots at 390, 834 and 1440 px in both themes, and fails when a screen
  - has something axe objects to (WCAG 2.2 A and AA),
  - scrolls sideways, at these widths, at 320 px, or with text at 200 %,
  - moves by more than 0.05 while it loads,
  - has a target smaller than 44 px for a finger (inline links in text excepted),
  - writes an error into the console.
Needs Debian's chromium, and playwright and axe-playwright-python from PyPI.
"""
import argparse
import json
import os
import sys
import urllib.parse
import urllib.request

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

WIDTHS = {390: 844, 834: 1112, 1440: 900}
THEMES = ("light", "dark")
MOST_SHIFT = 0.05
FINGER = 44
AXE = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}

WATCH_SHIFT = """
window.__shift = 0;
new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.__shift += entry.value;
}).observe({ type: 'layout-shift', buffered: true });
"""
# What a finger must hit: controls that can be seen, except links inside a line of text and inputs drawn by a label.
SMALL = """(least) => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, [role=slider]')]
    .filter((e) => {
        const box = e.getBoundingClientRect();
        if (box.width === 0 || box.height === 0 || getComputedStyle(e).visibility === 'hidden') return false;
        if (e.closest('.sr, .skip, [inert]') || e.closest('label.choice, .segments') || e.classList.contains('text-link')) return false;
        if (e.tagName === 'A' && getComputedStyle(e).display === 'inline') return false;
        if (e.type === 'range') return false;
        return Math.round(box.height) < least || Math.round(box.width) < least;
    })
    .slice(0, 6).map((e) => `${e.tagName.toLowerCase()}.${(e.className.baseVal ?? e.className).toString().trim().replace(/ +/g, '.')} ` +
        `${Math.round(e.getBoundingClientRect().width)}×${Math.round(e.getBoundingClientRect().height)}`)"""


def api(base, path):
    with urllib.request.urlopen(base + path) as answer:
        return json.load(answer)


def first(base, path, key="id"):
    items = api(base, path)["items"]
    return items[0][key] if items else None


def screens(base, works):
    """Paths of all screens, with ids of what the box has."""
    found = ["/", "/music", "/music?show=tracks", "/music?show=artists", "/search?q=a", "/shows", "/listen", "/trust", "/sign-in", "/nowhere"]
    for kind in ("artists", "albums", "tracks", "shows"):
        one = first(base, f"/api/{kind}?limit=1")
        if one:
            found.append(f"/{kind}/{one}")
    if works:
        found += ["/account", "/backstage", "/backstage/music?all", "/backstage/shows", "/backstage/till", "/backstage/orders",
                  "/backstage/people", "/backstage/devices", "/backstage/backups", "/backstage/backups/words",
                  "/backstage/box", "/backstage/box/network", "/backstage/box/certificates", "/backstage/box/updates",
                  "/backstage/records", "/backstage/records/log", "/backstage/records/support", "/backstage/poster", "/design"]
        for kind, place in (("artists", "music"), ("albums", "albums"), ("shows", "shows")):
            one = first(base, f"/api/{kind}?limit=1")
            if one:
                found.append(f"/backstage/{place}/{one}")
    return found


class Looker:
    def __init__(self, arguments):
        self.base = arguments.url.rstrip("/")
        self.out = arguments.out
        self.quick = arguments.quick
        self.mail, self.password = arguments.mail, arguments.password
        self.complaints = []
        self.axe = Axe()

    def complain(self, where, what):
        self.complaints.append(f"{where}: {what}")
        print(f"  {where}: {what}", flush=True)

    def context(self, browser, width, theme, **more):
        context = browser.new_context(viewport={"width": width, "height": WIDTHS.get(width, 800)}, has_touch=width < 900,
                                      ignore_https_errors=True, reduced_motion="reduce", **more)
        context.add_init_script(f"try {{ localStorage.setItem('stagebox.theme', '{theme}') }} catch {{}} {WATCH_SHIFT}")
        if self.mail:
            page = context.new_page()
            page.goto(self.base + "/sign-in")
            page.evaluate("""async ([mail, password]) => {
                const answer = await fetch('/api/session', { method: 'POST', headers: { 'Content-Type': 'application/json' },
                    body: JSON.stringify({ mail, password }) });
                if (!answer.ok) throw new Error('sign-in refused: ' + answer.status);
            }""", [self.mail, self.password])
            page.close()
        return context

    def visit(self, page, path):
        errors = []
        listen = lambda message: errors.append(message.text) if message.type == "error" else None
        page.on("console", listen)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(self.base + path)
        # Not wait_for_function: it evaluates a string in the page, which the page's own policy forbids.
        page.locator("main, #door").first.wait_for(timeout=15_000)
        page.locator("div[aria-busy=true]").first.wait_for(state="detached", timeout=15_000)
        page.wait_for_timeout(350)
        page.remove_listener("console", listen)
        return [text for text in errors if "404" not in text]

    def look(self, browser, paths):
        os.makedirs(self.out, exist_ok=True)
        for theme in THEMES:
            for width in WIDTHS:
                context = self.context(browser, width, theme)
                page = context.new_page()
                for path in paths:
                    self.judge(page, path, width, theme)
                context.close()
        if self.quick:
            return
        for width, scale in ((320, 1), (834, 2)):
            context = self.context(browser, width, "light")
            page = context.new_page()
            for path in paths:
                self.visit(page, path)
                if scale != 1:
                    page.evaluate(f"document.documentElement.style.fontSize = '{scale * 100}%'")
                    page.wait_for_timeout(100)
                self.sideways(page, f"{path} {width} px, text {scale * 100} %", width)
            context.close()

    def judge(self, page, path, width, theme):
        where = f"{path} {width} {theme}"
        for text in self.visit(page, path)[:3]:
            self.complain(where, f"console: {text[:200]}")
        shift = page.evaluate("window.__shift")
        if shift > MOST_SHIFT:
            self.complain(where, f"moved by {shift:.3f} while loading")
        self.sideways(page, where, width)
        if width < 900:
            for small in page.evaluate(SMALL, FINGER):
                self.complain(where, f"too small for a finger: {small}")
        # The dock sticks to the bottom and covers what one would scroll to.
        page.evaluate("document.querySelector('.dock')?.style.setProperty('position', 'static')")
        for found in self.axe.run(page, options=AXE).response["violations"]:
            nodes = "; ".join(node["html"][:110] for node in found["nodes"][:2])
            self.complain(where, f"axe {found['id']}: {found['help']} ({len(found['nodes'])}) {nodes}")
        name = urllib.parse.quote(path.strip("/").replace("/", "-") or "home", safe="-")
        page.evaluate("scrollTo(0, 0)")
        page.screenshot(path=os.path.join(self.out, f"{name}-{width}-{theme}.png"), full_page=True)

    def sideways(self, page, where, width):
        over = page.evaluate("document.documentElement.scrollWidth") - width
        if over > 0:
            self.complain(where, f"scrolls sideways by {over} px")


def main():
    parser = argparse.ArgumentParser(prog="web/look", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("--mail")
    parser.add_argument("--password", default="")
    parser.add_argument("--only", default="", help="only screens whose address contains this")
    parser.add_argument("--out", default=os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "screenshots"))
    parser.add_argument("--quick", action="store_true", help="without 320 px and 200 % text")
    arguments = parser.parse_args()
    looker = Looker(arguments)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        paths = [path for path in screens(looker.base, bool(arguments.mail)) if arguments.only in path]
        looker.look(browser, paths)
        browser.close()
    print(f"{len(looker.complaints)} complaints; screenshots in {looker.out}")
    sys.exit(1 if looker.complaints else 0)


if __name__ == "__main__":
    main()
