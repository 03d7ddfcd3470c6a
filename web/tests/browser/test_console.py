"""Stories of the console in a real browser: health, backups and words, the poster, trust, and a box that comes back."""

import re
import socket

from playwright.sync_api import expect

from conftest import PASSWORD, Box
from test_stories import browser, page_of, sign_in  # noqa: F401 (a fixture)

A4 = (595, 842)


def test_the_health_board_opens_to_what_it_means_and_what_to_do(browser, box):  # noqa: F811
    box.owner()
    page = page_of(browser, box)
    sign_in(page)
    page.goto("/backstage")
    board = page.get_by_role("region", name="Health")
    expect(board.get_by_role("status")).to_be_visible()
    more = board.get_by_role("button", name=re.compile("well"))
    if more.count():
        more.click()
    backup = board.locator("details").filter(has=page.get_by_text("Backup", exact=True)).first
    backup.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(backup.get_by_text("What it means")).to_be_visible()
    expect(backup.get_by_text("What to do")).to_be_visible()
    backup.get_by_role("link", name="Backups").click()
    expect(page.get_by_role("heading", name="Backups", exact=True)).to_be_visible()
    assert page.complaints == []


def words_of(page):
    """Asks for the recovery words, reads them from the sheet, confirms two."""
    page.goto("/backstage/backups/words")
    page.get_by_label("Your password again").fill(PASSWORD)
    page.get_by_role("button", name="Show the words").click()
    page.locator(".words-columns li").first.wait_for()
    words = page.locator(".word").all_inner_texts()
    assert len(words) == 24
    page.get_by_role("button", name="I have written them down").click()
    page.get_by_label("Word 3").fill("nonsense")
    page.get_by_label("Word 17").fill(words[16])
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("This is not word 3")).to_be_visible()
    page.get_by_label("Word 3").fill(words[2].upper())
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("They open every backup of this box")).to_be_visible()
    return words


def back_up(page, folder):
    """Chooses a folder, backs up to it, and sees it done after a reload in between."""
    page.goto("/backstage/backups")
    page.get_by_role("heading", name="Place and schedule").wait_for()
    other = page.get_by_role("radio", name="Another folder")
    if other.count():
        other.check()
    page.get_by_label("Folder on the box").fill(str(folder))
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Back up now").click()
    page.get_by_role("region", name="Backup", exact=True).wait_for()
    page.reload()
    expect(page.get_by_role("region", name="Backup", exact=True).get_by_text("Done")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("table", name="Backups there").get_by_role("row")).to_have_count(2)


class FixedBox(Box):
    """A box on ports of its own choice, to which a page finds back when the box has started again."""

    def __init__(self, folder):
        self.ports = (free_port(), free_port())
        super().__init__(folder)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def test_a_box_comes_back_from_its_backup_and_its_words(browser, box, tmp_path):  # noqa: F811
    owner = box.owner()
    box.show(owner, title="Midwinter Marathon")
    page = page_of(browser, box)
    sign_in(page)
    page.goto("/backstage/backups")
    expect(page.get_by_text("Nobody has confirmed the recovery words")).to_be_visible()
    words = words_of(page)
    folder = tmp_path / "backup"
    folder.mkdir()
    back_up(page, folder)
    page.get_by_role("button", name="Test a restore now").click()
    expect(page.get_by_role("region", name="Test restore").get_by_text("Done")).to_be_visible(timeout=60_000)
    assert page.complaints == []

    place = tmp_path / "other"
    place.mkdir()
    other = FixedBox(place)
    try:
        fresh = page_of(browser, other, width=390, height=844)
        fresh.goto("/")
        fresh.get_by_role("button", name=re.compile("Restore a box")).click()
        fresh.get_by_role("heading", name="Where is the backup?").wait_for()
        typed = fresh.get_by_role("radio", name="Another folder")
        fresh.get_by_role("button", name="Look again").wait_for()
        if typed.count():
            typed.check()
        fresh.get_by_label("Folder on the box").fill(str(folder))
        fresh.get_by_role("button", name="Next").click()
        fresh.get_by_role("textbox").fill(" ".join(words[:23]))
        fresh.get_by_role("button", name="Open the backup").click()
        expect(fresh.locator(".field-error")).to_contain_text("23 of 24 words")
        fresh.get_by_role("textbox").fill("\n".join(f"{i + 1}. {word}" for i, word in enumerate(words)))
        fresh.get_by_role("button", name="Open the backup").click()
        expect(fresh.get_by_text("Backups of")).to_be_visible()
        fresh.get_by_role("button", name="Restore this one").click()
        fresh.get_by_role("dialog").get_by_role("button", name="Restore this one").click()
        expect(fresh.get_by_role("heading", name="The box is back")).to_be_visible(timeout=60_000)
        assert other.guest().ask("GET", "/api/shows")["items"][0]["title"] == "Midwinter Marathon"
        assert fresh.complaints == []
    finally:
        other.stop()


def test_the_poster_fills_one_sheet_and_bears_the_address(browser, box):  # noqa: F811
    box.owner()
    page = page_of(browser, box)
    sign_in(page)
    page.goto("/backstage/poster")
    page.get_by_role("button", name="Print").wait_for()
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    sheets = re.findall(rb"/MediaBox *\[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert [(round(float(w)), round(float(h))) for w, h in sheets] == [A4]
    assert page.locator(".sheet-address").inner_text().endswith("/listen")
    assert page.complaints == []


def test_a_guest_listens_without_an_account(browser, box):  # noqa: F811
    owner = box.owner()
    artist = owner.ask("POST", "/api/artists/register", {"name": "Nina"})
    box.wait_until_ready(box.upload(owner, artist, box.sound("flac", 20)))
    page = page_of(browser, box, width=390, height=844)
    page.goto("/listen")
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function("navigator.mediaSession.playbackState === 'playing'")
    assert page.complaints == []


def test_the_trust_page_shows_the_steps_of_each_system(browser, box):  # noqa: F811
    box.owner()
    page = page_of(browser, box, theme="light", width=390, height=844)
    page.goto("/trust")
    for system, words in (("iPhone, iPad", "Certificate Trust Settings"), ("Android", "Install anyway"),
                          ("Windows", "Trusted Root Certification Authorities"), ("Firefox", "identify websites")):
        page.get_by_text(system, exact=False).first.click()
        steps = page.locator(".trust-steps li")
        expect(steps.filter(has_text=words).first).to_be_visible()
        expect(steps.locator("svg.drawing")).to_have_count(steps.count())
        download = page.get_by_role("link", name=re.compile("Download")).get_attribute("href")
        assert download == ("/trust/stagebox.mobileconfig" if "iPhone" in system else "/trust/stagebox.crt")
    assert page.complaints == []
