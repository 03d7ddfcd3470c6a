"""Measures the first view of a running box as a slow phone sees it.

    web/measure http://localhost:8080 [--path /] [--slower 4] [--megabits 10] [--runs 5]

Prints the bytes that came over the wire, and the time of the largest contentful paint with a processor that is so many
times slower and a network of so many megabits a second. Figures depend on the machine: it fails on nothing.
Needs Debian's chromium, and playwright from PyPI.
"""
import argparse
import statistics

from playwright.sync_api import sync_playwright

WATCH = """
window.__paint = 0;
new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.__paint = entry.startTime; })
    .observe({ type: 'largest-contentful-paint', buffered: true });
"""


def view(browser, arguments):
    """Bytes and milliseconds of one first visit."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, device_scale_factor=2)
    page = context.new_page()
    page.add_init_script(WATCH)
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    rate = arguments.megabits * 1e6 / 8
    wire.send("Network.emulateNetworkConditions", {
        "offline": False, "latency": 5, "downloadThroughput": rate, "uploadThroughput": rate})
    wire.send("Emulation.setCPUThrottlingRate", {"rate": arguments.slower})
    bytes_of = {}
    wire.on("Network.loadingFinished", lambda event: bytes_of.update({event["requestId"]: event["encodedDataLength"]}))
    page.goto(arguments.url.rstrip("/") + arguments.path, wait_until="networkidle")
    page.wait_for_timeout(500)
    paint = page.evaluate("window.__paint")
    context.close()
    return sum(bytes_of.values()), paint


def main():
    parser = argparse.ArgumentParser(
        prog="web/measure", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", help="address of a running box")
    parser.add_argument("--path", default="/")
    parser.add_argument("--slower", type=float, default=4, help="how many times slower the processor is")
    parser.add_argument("--megabits", type=float, default=10, help="the network's megabits a second")
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        views = [view(browser, arguments) for _ in range(arguments.runs)]
        browser.close()
    paints = sorted(paint for _, paint in views)
    print(f"first view: {statistics.median(count for count, _ in views) / 1000:.1f} kB over the wire")
    print(f"largest contentful paint: median {statistics.median(paints):.0f} ms "
          f"(of {len(paints)}: {', '.join(f'{paint:.0f}' for paint in paints)})")


if __name__ == "__main__":
    main()
