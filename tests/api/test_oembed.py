"""How a shared address is shown within another page."""

import re
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.questions.support import strict

pytestmark = pytest.mark.anyio

ADDRESS = "http://test/#dataset=moons&epoch=0&run=A%22%3E%3Cb%3E;initializer=normal,std:0.1"


async def asked(client: httpx.AsyncClient, **query: Any) -> httpx.Response:
    return await client.get("/oembed", params=query)


async def test_an_address_is_shown_as_an_embed_of_it(client: httpx.AsyncClient) -> None:
    answer = strict(await asked(client, url=ADDRESS, maxwidth=500, maxheight=5000))
    assert answer["version"] == "1.0"
    assert answer["type"] == "rich"
    assert (answer["width"], answer["height"]) == (500, 720)
    # Nothing of the address breaks out of the tag.
    tag = re.fullmatch(
        r'<iframe src="([^"<>]*)" title="([^"<>]*)" ([^<>]*)></iframe>', answer["html"]
    )
    assert tag is not None
    source, title = unescape(tag[1]), unescape(tag[2])
    assert urlsplit(source).query == "embed=1"
    assert urlsplit(source).fragment == urlsplit(ADDRESS).fragment
    assert title == answer["title"] == 'A"><b>: Unclone'
    assert 'width="500" height="720"' in tag[3]
    shown = await client.get(source.partition("#")[0])
    assert 'class="is-embed"' in shown.text


async def test_what_an_embeds_address_shows_and_allows_is_kept(client: httpx.AsyncClient) -> None:
    url = "https://test/?show=look,transport&embed=1&allow=seed&utm=x#tab=signal"
    answer = strict(await asked(client, url=url))
    source = "https://test/?embed=1&show=look,transport&allow=seed#tab=signal"
    assert f'src="{source.replace("&", "&amp;")}"' in answer["html"]


@pytest.mark.parametrize(
    "url",
    [
        "http://elsewhere/#seed=1",
        "http://test.elsewhere/",
        "http://user@test/",
        "javascript://test/%0aalert(1)",
        "http://test/docs",
        "//elsewhere/",
        "nonsense",
        "http://[",
        "",
    ],
)
async def test_an_address_that_is_not_the_pages_is_not_found(
    client: httpx.AsyncClient, url: str
) -> None:
    assert (await asked(client, url=url)).status_code == 404


async def test_another_format_and_wrong_sizes_are_refused(client: httpx.AsyncClient) -> None:
    assert (await asked(client, url=ADDRESS, format="xml")).status_code == 501
    assert (await asked(client, url=ADDRESS, maxwidth=0)).status_code == 422
    assert (await asked(client, url=ADDRESS, maxheight="tall")).status_code == 422
    assert (await client.get("/oembed")).status_code == 422
    unreadable = strict(await asked(client, url="http://test/#run=A;initializer=nothing"))
    assert unreadable["title"] == "Unclone"


async def test_the_page_says_where_to_ask(client: httpx.AsyncClient) -> None:
    page = (await client.get("/")).text
    (link,) = re.findall(
        r'<link rel="alternate" type="application/json\+oembed" href="([^"]+)"', page
    )
    answer = strict(await client.get(unescape(link)))
    assert 'src="http://test/?embed=1"' in answer["html"]
