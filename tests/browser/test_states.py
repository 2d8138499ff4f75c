"""Every state is designed: busy, gone, refused, diverged. None is silent, none shows raw JSON."""

import re

from playwright.async_api import Route, expect

from tests.browser.playground import Playground

STREAM = "**/simulate/stream"
CATALOG = re.compile(r"/catalog\?v=")
#: Another experiment than the first, which the page has from a file.
OTHER = "/#" + "&".join(f"run={label};initializer=zeros" for label in ("Exact%20clones", "B", "C"))


async def test_a_busy_server_is_told_and_asked_again_by_itself(playground: Playground) -> None:
    page = playground.page
    playground.watch.expect("503")
    asked, is_busy = 0, True

    async def answer(route: Route) -> None:
        nonlocal asked
        asked += 1
        # Until it was read: one second may pass between two looks at a busy page.
        if is_busy:
            await route.fulfill(status=503, headers={"Retry-After": "1"}, body="")
        else:
            await route.continue_()

    await page.route(STREAM, answer)
    await page.goto(OTHER)
    await expect(page.get_by_text(re.compile("busy", re.IGNORECASE)).first).to_be_visible()
    is_busy, asked_before = False, asked
    await expect(playground.lanes()).to_have_count(3)
    await expect(page.get_by_text(re.compile("is busy", re.IGNORECASE))).to_have_count(0)
    assert asked == asked_before + 1


async def test_a_server_that_is_gone_is_told_and_found_again(playground: Playground) -> None:
    page = playground.page
    playground.watch.expect("ERR_CONNECTION_REFUSED")
    await playground.open()
    await playground.to_last_epoch()
    await page.route(STREAM, lambda route: route.abort("connectionrefused"))
    await playground.new_seed.click()
    told = page.get_by_text(
        re.compile("server (does not answer|is gone|cannot be reached)", re.IGNORECASE)
    )
    await expect(told.first).to_be_visible()
    await expect(playground.lanes()).to_have_count(3)  # what was there can still be looked at
    await page.evaluate("scrollTo(0, document.body.scrollHeight)")
    await expect(told.first).to_be_in_viewport()  # wherever one looks
    await page.unroute(STREAM)
    await expect(told).to_have_count(0)
    await playground.to_last_epoch()


async def test_a_refusal_names_the_field_in_words(playground: Playground) -> None:
    page = playground.page
    playground.watch.expect("422")
    await playground.open("/#epochs=20")
    await page.route(
        STREAM,
        lambda route: route.fulfill(
            status=422,
            json={
                "detail": [
                    {
                        "type": "refused",
                        "loc": ["body", "learning_rate"],
                        "msg": "learning_rate is 0.1; allowed: a smaller one",
                        "input": 0.1,
                    }
                ]
            },
        ),
    )
    await playground.new_seed.click()
    await expect(page.get_by_text(re.compile("allowed: a smaller one")).first).to_be_visible()
    assert '"detail"' not in await page.locator("body").inner_text()


async def test_a_bad_address_is_told_and_the_page_still_works(playground: Playground) -> None:
    page = playground.page
    await playground.open("/#dataset=nowhere&hidden_layers=minus&run=%%%;initializer=;;")
    await expect(page.get_by_role("alert").filter(has_text=re.compile(r"\w"))).to_be_visible()
    await expect(playground.lanes().first).to_be_visible()
    await playground.to_last_epoch()


async def test_a_diverged_run_says_when_and_where_and_the_others_go_on(
    playground: Playground,
) -> None:
    await playground.open(
        "/#dataset=plane&activation=linear&learning_rate=3&epochs=60"
        "&run=Wild;initializer=normal,std:10&run=Calm;initializer=zeros;learning_rate=0.01"
    )
    await playground.to_last_epoch()
    await expect(playground.lane("Wild")).to_contain_text(
        re.compile(r"exploded at epoch \d+", re.IGNORECASE)
    )
    await expect(playground.lane("Wild")).not_to_contain_text("explodes")  # it is said once
    assert "epoch 60" in await playground.network_name("Calm")


async def test_the_page_without_javascript_says_that_it_needs_it(playground: Playground) -> None:
    """Read as sent: Chromium shows noscript only when scripts are off for the whole profile."""
    text = await (await playground.page.request.get("/")).text()
    said = re.search(r"<noscript>(.*?)</noscript>", text, re.DOTALL)
    assert said is not None
    assert "JavaScript" in said.group(1)


async def test_an_address_with_too_many_layers_is_told_and_the_page_still_works(
    playground: Playground,
) -> None:
    await playground.open("/#epochs=20&hidden_layers=" + ",".join(["8"] * 100))
    alert = playground.page.get_by_role("alert").filter(has_text="64 hidden layers")
    await expect(alert).to_be_visible()
    await playground.to_last_epoch()


async def test_a_lane_that_cannot_be_computed_does_not_say_that_it_is(
    playground: Playground,
) -> None:
    page = playground.page
    playground.watch.expect("422")
    await page.route(
        STREAM,
        lambda route: route.fulfill(
            status=422,
            json={"detail": [{"type": "refused", "loc": ["body"], "msg": "too much work"}]},
        ),
    )
    await page.goto(OTHER)
    lane = playground.page.get_by_role("region", name=re.compile("^Exact clones"))
    await expect(lane).to_contain_text("Not computed")
    await expect(page.locator("#status")).to_contain_text("cannot be computed")
    assert "Computing" not in await page.locator("body").inner_text()


async def test_a_lane_waits_while_the_server_is_gone(playground: Playground) -> None:
    page = playground.page
    playground.watch.expect("ERR_CONNECTION_REFUSED")
    await page.route(STREAM, lambda route: route.abort("connectionrefused"))
    await page.goto(OTHER)
    lane = playground.page.get_by_role("region", name=re.compile("^Exact clones"))
    await expect(lane).to_contain_text("Waiting for the server")


async def test_the_page_says_what_it_is_without_an_answer_of_the_server(
    playground: Playground,
) -> None:
    page = playground.page
    playground.watch.expect("ERR_CONNECTION_REFUSED")
    await page.route(CATALOG, lambda route: route.abort("connectionrefused"))
    await page.goto("/")
    await expect(page.locator("#lanes")).to_contain_text("Neurons that begin as clones")
    await expect(page.locator("#status")).to_contain_text("does not answer")
    await page.unroute(CATALOG)
    await expect(playground.lanes()).to_have_count(3)
    await expect(page.get_by_text("Neurons that begin as clones")).to_have_count(0)
