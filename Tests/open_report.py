#!/usr/bin/env python3
"""Opens pages in headless Chromium and prints what a reader would have met there, as JSON.

    open_report.py PAGE [SCREENSHOT-FOLDER]

At 1280 and 400 pixels, in light and dark mode: console messages, requests that left the page, what is wider than the
page, what the page's script left. Speaks the DevTools protocol through the browser's pipe; needs nothing but Python.
"""
import base64
import json
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile
import time


class Browser:
    def __init__(self, profile):
        to_browser, self.output = os.pipe()
        self.input, from_browser = os.pipe()
        # The browser reads descriptor 3 and writes descriptor 4; others of ours must not be in the way.
        self.process = subprocess.Popen(
            [
                "bash", "-c", f'exec "$@" 3<&{to_browser} 4>&{from_browser}', "bash",
                shutil.which("chromium") or shutil.which("chromium-browser"),
                "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-pipe",
                "--disable-dev-shm-usage", "--no-first-run", f"--user-data-dir={profile}", "about:blank",
            ],
            pass_fds=(to_browser, from_browser), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self.rest = b""
        self.number = 0
        self.events = []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ["Page", "Runtime", "Log", "Network"]:
            self.ask(f"{domain}.enable")

    def ask(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if hasattr(self, "session"):
            message["sessionId"] = self.session
        os.write(self.output, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.read()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def read(self):
        while b"\0" not in self.rest:
            part = os.read(self.input, 1 << 20)
            if not part:
                raise RuntimeError("the browser ended")
            self.rest += part
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def evaluate(self, expression):
        answer = self.ask("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(str(answer["exceptionDetails"])[:400])
        return answer["result"].get("value")

    def show(self, width, mode, height=900):
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": mode}])

    def open(self, page):
        seen = len(self.events)
        self.ask("Page.navigate", url=page)
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events[seen:]):
            self.events.append(self.read())
        self.evaluate("""new Promise(done => {
          const look = left => document.documentElement.dataset.drawn || left === 0 ? done() : setTimeout(look, 50, left - 1)
          look(200) })""")
        self.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def picture(self, path):
        answer = self.ask("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        pathlib.Path(path).write_bytes(base64.b64decode(answer["data"]))

    def end(self):
        self.ask("Browser.close")
        self.process.wait(timeout=20)


MEASURE = """(() => {
  const root = document.documentElement
  const scrolls = node => node && node !== root
    && (getComputedStyle(node).overflowX !== 'visible' || scrolls(node.parentElement))
  return {
    drawn: root.dataset.drawn ?? null,
    overflow: root.scrollWidth - root.clientWidth,
    wide: [...document.body.querySelectorAll('*')].filter(node =>
      node.getBoundingClientRect().right > root.clientWidth + 1 && !scrolls(node.parentElement) && !scrolls(node))
      .slice(0, 5).map(node => node.outerHTML.slice(0, 120)),
    charts: [...document.querySelectorAll('.chart')].map(chart => [chart.dataset.chart, chart.querySelectorAll('svg').length]),
    images: [...document.images].map(image => [image.alt, image.complete && image.naturalWidth > 0 || image.loading === 'lazy']),
    prototypes: document.querySelectorAll('.prototype').length,
    alike: document.querySelectorAll('.alike').length,
    points: document.querySelectorAll('[data-chart=map] .mark-symbol.role-mark path').length,
    title: document.title,
    text: document.querySelector('.verdict')?.textContent ?? null,
    planted: window.planted ?? null,
    unnamed: [...document.querySelectorAll('img:not([alt]), button:not([aria-label]):empty')].length,
  }
})()"""

CLICK = """(() => {
  const buttons = [...document.querySelectorAll('[data-cell]')]
  const button = buttons.at(-1)
  if (!button) return null
  button.focus(); button.click()
  return { label: button.textContent, shown: document.querySelectorAll('#cell figure').length,
    pressed: document.querySelectorAll('[aria-pressed=true]').length, focused: document.activeElement === button }
})()"""


def saved(browser, folder):
    """What the buttons for pictures leave: width and height of each PNG, by its name."""
    browser.ask("Browser.setDownloadBehavior", behavior="allow", downloadPath=folder)
    sizes = {}
    for place in range(browser.evaluate("document.querySelectorAll('.save').length")):
        browser.evaluate(f"document.querySelectorAll('.save')[{place}].click()")
        for _ in range(100):
            new = [path for path in pathlib.Path(folder).glob("*.png") if path.stem not in sizes]
            if new and new[0].read_bytes().endswith(b"IEND\xaeB`\x82"):
                sizes[new[0].stem] = struct.unpack(">II", new[0].read_bytes()[16:24])
                break
            time.sleep(0.05)
    return sizes


def main():
    page = pathlib.Path(sys.argv[1]).resolve()
    folder = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
    profile = tempfile.mkdtemp()
    browser = Browser(profile)
    try:
        views = {}
        for width, mode in [(1280, "light"), (400, "light"), (1280, "dark")]:
            browser.show(width, mode)
            browser.open(page.as_uri())
            views[f"{width} {mode}"] = browser.evaluate(MEASURE)
            if folder:
                height = browser.evaluate("document.documentElement.scrollHeight")
                browser.show(width, mode, height)
                browser.picture(folder / f"{page.parent.name}-{width}-{mode}.png")
        clicked = browser.evaluate(CLICK)
        browser.show(1280, "light")
        pictures = saved(browser, tempfile.mkdtemp(dir=profile))
        console = [
            event["params"] for event in browser.events
            if event["method"] in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")
        ]
        requests = [
            event["params"]["request"]["url"] for event in browser.events if event["method"] == "Network.requestWillBeSent"
        ]
        print(json.dumps({
            "views": views, "clicked": clicked, "saved": pictures, "console": [json.dumps(entry)[:1000] for entry in console],
            "requests": sorted({url.split(":")[0] for url in requests}),
        }))
        browser.end()
    finally:
        browser.process.kill()
        shutil.rmtree(profile, ignore_errors=True)


main()
