"""Stories in a real browser: what the owner, the box office, the buyer, the door and a listener do."""

import re
import subprocess

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from conftest import MAIL, PASSWORD


def launch(playwright, *more):
    return playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", *more])


@pytest.fixture
def browser(playwright):
    browser = launch(playwright)
    yield browser
    browser.close()


def page_of(browser, box, theme="dark", width=1280, height=800, secure=False):
    """A page in a context of its own; anything it complains about fails the test."""
    context = browser.new_context(viewport={"width": width, "height": height}, ignore_https_errors=True,
                                  base_url=f"https://localhost:{box.secure_port}" if secure else box.url)
    context.add_init_script(f"localStorage.setItem('stagebox.theme', '{theme}')")
    page = context.new_page()
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("console", lambda message: page.complaints.append(message.text)
            if "Content Security Policy" in message.text else None)
    return page


def sign_in(page):
    page.goto("/sign-in")
    page.get_by_label("Mail address").fill(MAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("form button[type=submit]").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def test_the_owner_claims_the_box_in_five_questions(browser, box):
    page = page_of(browser, box)
    page.goto("/set-up")
    expect(page.get_by_role("button", name=re.compile("Restore a box"))).to_be_visible()
    page.get_by_role("button", name=re.compile("New box")).click()
    page.get_by_label("Claim code").fill(box.claim_code())
    page.get_by_role("button", name="Next").click()
    page.get_by_label("Name of the box").fill("Südflügel")
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Next").click()
    page.get_by_label("Your name").fill("Robin")
    page.get_by_label("Mail address").fill(MAIL)
    page.get_by_role("button", name="Next").click()
    page.get_by_label("Password").first.fill(PASSWORD)
    page.get_by_label("The same again").fill(PASSWORD)
    page.get_by_role("button", name="Take this box").click()
    expect(page.get_by_role("heading", name="The box is yours")).to_be_visible()
    assert box.guest().ask("GET", "/api/box")["name"] == "Südflügel"
    page.goto("/set-up")
    expect(page.get_by_text("This box has an owner")).to_be_visible()
    assert page.complaints == []


def test_a_sale_in_four_key_strokes_and_the_buyers_page(browser, box):
    owner = box.owner()
    show = box.show(owner, price="1800")
    page = page_of(browser, box)
    sign_in(page)
    page.goto(f"/backstage/till?show={show['id']}")
    page.get_by_role("button", name=re.compile("Regular")).wait_for()
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Sold")).to_be_visible()
    link = page.get_by_role("link", name="Print").get_attribute("href")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_hidden()
    buyer = page_of(browser, box, width=390, height=844)
    buyer.goto(link)
    expect(buyer.get_by_text("Show this at the door")).to_be_visible()
    expect(buyer.locator("svg.qr")).to_be_visible()
    assert owner.ask("GET", "/api/drawer")["expectedCash"]["amount"] == "1800"
    assert page.complaints + buyer.complaints == []


def test_the_audience_reserves_in_three_steps(browser, box):
    owner = box.owner()
    show = box.show(owner)
    page = page_of(browser, box, theme="light", width=390, height=844)
    page.goto(f"/shows/{show['id']}")
    page.get_by_role("button", name="One more").click()
    page.get_by_role("button", name="Next").click()
    page.get_by_label("Your name").fill("Ada")
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Reserve, pay at the counter").click()
    expect(page.get_by_text("Reserved, not paid yet")).to_be_visible()
    orders = owner.ask("GET", "/api/orders?status=reserved")["items"]
    assert [order["buyer"]["name"] for order in orders] == ["Ada"]
    assert page.complaints == []


def frame(box, text):
    """A camera picture of a code."""
    png, y4m = box.folder / "code.png", box.folder / "code.y4m"
    subprocess.run(["qrencode", "-l", "M", "-s", "8", "-o", png, text], check=True)
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-loop", "1", "-i", png, "-frames:v", "2", "-vf",
                    "scale=-2:400:flags=neighbor,pad=640:480:(ow-iw)/2:(oh-ih)/2:white", "-pix_fmt", "yuv420p", y4m],
                   check=True, stdin=subprocess.DEVNULL)
    return y4m


def test_a_paired_phone_scans_with_its_camera_and_a_second_screen_counts(playwright, browser, box):
    owner = box.owner()
    show = box.show(owner)
    _, tickets = box.sell(owner, show)
    desk = page_of(browser, box)
    sign_in(desk)
    desk.goto(f"/backstage/shows/{show['id']}/door")
    expect(desk.locator(".headcount .figure-number").first).to_have_text("0")
    pairing = owner.ask("POST", "/api/devices/pairings", {"showId": show["id"], "door": "Main door"})
    camera = launch(playwright, "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
                    f"--use-file-for-fake-video-capture={frame(box, tickets[0]['code'])}")
    phone = page_of(camera, box, width=390, height=844, secure=True)
    phone.goto(pairing["path"])
    name = phone.get_by_role("textbox").first
    name.wait_for()
    if phone.get_by_role("button", name=re.compile("Pair", re.I)).count():
        name.fill("Phone 1")
        phone.get_by_role("button", name=re.compile("Pair", re.I)).first.click()
    start = phone.get_by_role("button", name=re.compile("camera|scan", re.I)).first
    start.wait_for()
    start.click()
    expect(phone.get_by_role("status").filter(has_text="Let in")).to_have_count(1, timeout=20_000)
    expect(desk.locator(".headcount .figure-number").first).to_have_text("1", timeout=10_000)
    expect(desk.get_by_text("Admitted").first).to_be_visible()
    again = owner.ask("POST", f"/api/shows/{show['id']}/scans",
                      {"code": tickets[0]["code"], "nonce": "nonce-browser", "method": "typed"})
    assert again["outcome"] == "already_inside" and "Main door" in again["sentence"]
    assert phone.complaints + desk.complaints == []
    camera.close()


def music(box):
    owner = box.owner()
    artist = owner.ask("POST", "/api/artists/register", {"name": "Björk's Friends"})
    return owner, artist, box.wait_until_ready(box.upload(owner, artist, box.sound("flac", 20)))


def test_a_listener_finds_without_accents_plays_seeks_and_queues(browser, box):
    _, _, track = music(box)
    page = page_of(browser, box, width=390, height=844)
    page.goto("/search?q=eclair")
    page.get_by_role("button", name=re.compile("Play Éclair")).click()
    page.wait_for_function("navigator.mediaSession.playbackState === 'playing'")
    page.get_by_role("button", name="More for Éclair").click()
    page.get_by_role("menuitem", name=re.compile("queue|next", re.I)).first.click()
    page.goto(f"/tracks/{track['id']}")
    slider = page.get_by_role("slider").first
    before = slider.get_attribute("aria-valuenow")
    slider.focus()
    slider.press("End")
    page.wait_for_function("([slider, before]) => slider.getAttribute('aria-valuenow') !== before",
                           arg=[slider.element_handle(), before])
    assert page.complaints == []


SCREENS = ["/", "/music", "/shows", "/search?q=e", "/sign-in", "/account", "/backstage", "/backstage/till",
           "/backstage/shows", "/backstage/shows/new", "/backstage/orders", "/backstage/people", "/backstage/devices",
           "/backstage/music", "/door/", "/listen", "/trust", "/backstage/backups", "/backstage/backups/words",
           "/backstage/box", "/backstage/box/network", "/backstage/box/certificates", "/backstage/box/updates",
           "/backstage/records", "/backstage/records/log", "/backstage/records/support", "/backstage/poster"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_screen_is_readable_by_everybody_and_fits_a_small_phone(browser, box, theme):
    owner, artist, track = music(box)
    show = box.show(owner)
    box.sell(owner, show)
    page = page_of(browser, box, theme=theme, width=320, height=640)
    sign_in(page)
    found = []
    more = [f"/artists/{artist['id']}", f"/tracks/{track['id']}", f"/shows/{show['id']}", f"/backstage/shows/{show['id']}",
            f"/backstage/shows/{show['id']}/door", f"/backstage/shows/{show['id']}/tickets"]
    for screen in SCREENS + more:
        page.goto(screen)
        page.wait_for_load_state("networkidle") if screen != "/door/" else page.wait_for_timeout(500)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            found.append(f"{screen} is {width} px wide")
        for problem in Axe().run(page).response["violations"]:
            if problem["impact"] in ("serious", "critical"):
                nodes = [node["html"][:160] for node in problem["nodes"][:3]]
                found.append(f"{screen} {problem['id']}: {nodes}")
    assert found == [], "\n".join(found)
    assert page.complaints == []
