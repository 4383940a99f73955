"""Pages in the manner of news outlets, made from templates and sentences of our own, and archives that hold them."""

import gzip
import random
import zlib
from typing import NamedTuple

_WHO = "council,harbour board,school committee,rail company,library,fire brigade,museum,water board,theatre,bakers' guild"
_DID = "voted on,put off,explained,published,withdrew,defended,reviewed,signed,presented,cancelled"
_WHAT = "a plan for the old pier,new tariffs for the ferry,repairs of the town bridge,a report on the flood of the spring,"
_WHAT += "opening hours for the winter,a loan for the tram line,the tender for the market hall,rules for street musicians"
_WHEN = (
    "on Monday,on Tuesday evening,after a debate of three hours,before the winter storms,late in the night,at short notice"
)
_WHY = "because costs had risen twice since the summer,although two members had asked for more time,as the law has required for "
_WHY += "years,since nobody else had made an offer,after neighbours had complained about the noise,to the surprise of the opposition"
_SAID = (
    "the mayor told reporters,a speaker wrote in a statement,according to the minutes,the treasurer explained,residents said"
)
_CHOICES = [part.split(",") for part in (_WHO, _DID, _WHAT, _WHEN, _WHY, _SAID)]


class Page(NamedTuple):
    """A page and what must be found in it."""

    url: str
    html: str
    title: str
    published_at: str
    paragraphs: list[str]


def sentence(chance, number):
    """Return a sentence that no other page has."""
    who, did, what, when, why, said = (chance.choice(part) for part in _CHOICES)
    return f"The {who} {did} {what} {when} {why}, {said} (case {number}-{chance.randrange(10_000)})."


def pages(count=300, with_comments=10):
    """Return pages of five outlets, the same ones each time; the first ``with_comments`` have a tree of comments."""
    made = []
    for number in range(count):
        chance = random.Random(number)
        title = f"{chance.choice(_CHOICES[0]).capitalize()} and {chance.choice(_CHOICES[2])}, part {number}"
        paragraphs = [
            " ".join(sentence(chance, number) for _ in range(chance.randint(1, 3))) for _ in range(chance.randint(4, 12))
        ]
        url = f"https://www.outlet-{number % 5}.example/news/{number}/story.html"
        day, minute = 1 + number % 28, number % 60
        date = f"2024-03-{day:02}T08:{minute:02}:00+00:00"
        comments = _comments(chance, 3) if number < with_comments else ""
        html = _TEMPLATES[number % 5](title, date, url, paragraphs, comments)
        made.append(Page(url, html, title, date, paragraphs))
    return made


def _comments(chance, depth):
    """Return a tree of comments."""

    def one(level):
        answers = "".join(one(level - 1) for _ in range(2)) if level else ""
        name, text = f"reader{chance.randrange(1000)}", sentence(chance, "comment")
        return (
            f'<li class="comment"><div class="comment-meta"><b>{name}</b> <time>{chance.randrange(2, 20)} hours ago</time></div>'
            f'<p>{text}</p><a class="comment-reply-link" href="#r">Reply</a> <a href="#f">Report abuse</a><ul>{answers}</ul></li>'
        )

    inner = "".join(one(depth) for _ in range(3))
    return (
        f'<section id="comments" class="comments-area"><h2>45 comments</h2><ol class="comment-list">{inner}</ol></section>'
    )


_NAV = (
    '<header><a href="/">Outlet</a><nav><ul><li><a href="/world">World</a></li><li><a href="/sport">Sport</a></li><li>'
    '<a href="/weather">Weather</a></li><li><a href="/login">Log in</a></li></ul></nav></header>'
)
_COOKIES = '<div class="cookie-banner"><p>We use cookies to improve your visit.</p><button>Accept all</button></div>'
_RELATED = (
    '<aside class="related"><h3>Related stories</h3><ul>'
    + "".join(f'<li><a href="/r/{n}">Another headline of the day, number {n}</a></li>' for n in range(5))
    + "</ul></aside>"
)
_NEWSLETTER = '<div class="newsletter"><h4>Sign up for our newsletter</h4><p>The best stories, each morning.</p></div>'
_SHARE = '<ul class="share"><li><a href="#">Share</a></li><li><a href="#">Tweet</a></li><li><a href="#">Email</a></li></ul>'
_FOOT = '<footer><p>© 2024 Outlet Media. All rights reserved.</p><a href="/privacy">Privacy</a> <a href="/terms">Terms</a></footer>'
_SCRIPT = '<script>window.ads = {"slot": "<p>not text</p>"}; if (1 < 2) { document.write("<div>advert</div>") }</script>'


def _lines(paragraphs, before="<p>", after="</p>\n"):
    return "".join(f"{before}{each}{after}" for each in paragraphs)


def _head(title, url, more):
    return (
        f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>{title} | Outlet</title>'
        f'<link rel="canonical" href="{url}">{more}{_SCRIPT}</head><body>{_COOKIES}{_NAV}'
    )


def _modern(title, date, url, paragraphs, comments):
    """Return a page with an article element and JSON-LD."""
    data = f'{{"@context":"https://schema.org","@type":"NewsArticle","headline":"{title}","datePublished":"{date}"}}'
    head = _head(title, url, f'<script type="application/ld+json">{data}</script>')
    return (
        f"{head}<main><article><h1>{title}</h1><p class='byline'>By Ann Reporter</p>{_SHARE}{_lines(paragraphs)}</article>"
        f"{comments}{_NEWSLETTER}{_RELATED}</main>{_FOOT}</body></html>"
    )


def _blog(title, date, url, paragraphs, comments):
    """Return a page as common blog software makes it."""
    meta = f'<meta property="og:title" content="{title}"><meta property="article:published_time" content="{date}">'
    return (
        f'{_head(title, url, meta)}<div id="content"><div class="post hentry"><h1 class="entry-title">{title}</h1>'
        f'<div class="entry-content">{_lines(paragraphs)}{_SHARE}</div></div>{comments}</div>'
        f'<div id="sidebar">{_RELATED}{_NEWSLETTER}</div>{_FOOT}</body></html>'
    )


def _old(title, date, url, paragraphs, comments):
    """Return a page laid out with a table, paragraphs parted by breaks."""
    meta = f'<meta itemprop="datePublished" content="{date}">'
    text = "<br><br>\n".join(paragraphs)
    return (
        f'{_head(title, url, meta)}<table><tr><td width="150">{_RELATED}</td><td class="story"><h1>{title}</h1>'
        f'<div class="story-body">{text}</div>{comments}</td></tr></table>{_FOOT}</body></html>'
    )


def _tabloid(title, date, url, paragraphs, comments):
    """Return a page with pictures, adverts and boxes between the paragraphs."""
    meta = f'<meta property="article:published_time" content="{date}">'
    parts = list(paragraphs)
    parts.insert(
        2,
        '</p><div class="ad">Advertisement</div><figure><img src="a.jpg" alt="A pier"><figcaption>The pier. Photo: Agency</figcaption></figure><p>',
    )
    return (
        f"{_head(title, url, meta)}<div class='article'><h1>{title}</h1><time datetime='{date}'>March 2024</time>"
        f"<div class='article-text'>{_lines(parts)}</div>{_SHARE}</div>{_RELATED}{comments}{_NEWSLETTER}{_FOOT}</body></html>"
    )


def _plain(title, date, url, paragraphs, comments):
    """Return a page made of divs without telling names."""
    meta = f'<meta property="article:published_time" content="{date}">'
    return (
        f'{_head(title, url, meta)}<div class="c1"><div class="c2"><h1>{title}</h1>{_lines(paragraphs, "<div class=c3><p>", "</p></div>")}'
        f"</div>{comments}<div class='c4'>{_RELATED}</div></div>{_FOOT}</body></html>"
    )


_TEMPLATES = (_modern, _blog, _old, _tabloid, _plain)


def record(body, *, kind="response", url=None, headers=(), content_type="application/http; msgtype=response"):
    """Return one record of an archive."""
    target = f"WARC-Target-URI: {url}\r\n" if url else ""
    more = "".join(f"{name}: {value}\r\n" for name, value in headers)
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{zlib.crc32(target.encode()):032x}>\r\n"
        f"WARC-Date: 2024-03-31T00:00:00Z\r\n{target}{more}Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def answer(content, *, status="200 OK", content_type="text/html; charset=utf-8", headers=()):
    """Return what a server sends."""
    named = [("Content-Type", content_type), *headers] if content_type else list(headers)
    return (
        f"HTTP/1.1 {status}\r\n{''.join(f'{name}: {value}' + chr(13) + chr(10) for name, value in named)}\r\n".encode()
        + content
    )


def page_record(page, **options):
    """Return the record of a page."""
    return record(answer(page.html.encode(), **options), url=page.url)


def packed(records):
    """Return an archive as crawls store it: each record packed by itself."""
    return b"".join(gzip.compress(each, 6, mtime=0) for each in records)
