"""Compare what takes the text out of pages: share of the article found, share of what was found that is article, speed.

Run: ``.venv/bin/python bench/html_extraction.py``. The pages are made by ``tests/crawl_samples.py``: five templates in the
manner of outlets, so the shares show what a library does with furniture and comments, not how it fares on the whole web.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from flows.sources.extraction import Request, extract
from tests.crawl_samples import pages

PAGES = 300
ROUNDS = 3


def main() -> None:
    """Print one line a library, without and with a tree of comments under every page."""
    for n_comments in (0, PAGES):
        made = pages(PAGES, with_comments=n_comments)
        size = sum(len(page.html) for page in made) / PAGES
        for choice in ("trafilatura", "resiliparse"):
            seconds = []
            for _ in range(ROUNDS):
                begun = time.process_time()
                found = [extract(Request(page.html.encode(), None, page.url, choice)) for page in made]
                seconds.append(time.process_time() - begun)
            recall, precision = shares(made, found)
            print(
                f"{choice:12} {'with' if n_comments else 'without'} comments, {size:,.0f} bytes a page: recall {recall:.3f}, "
                f"precision {precision:.3f}, {PAGES / min(seconds):,.0f} pages a CPU second"
            )


def shares(made, found):
    """Return the share of the paragraphs' characters that were found, and the share of what was found that is theirs."""
    wanted = right = all_found = 0
    for page, answer in zip(made, found, strict=True):
        text = "" if isinstance(answer, str) else answer.text.replace(page.title, "", 1)
        there = sum(len(each) for each in page.paragraphs if each in text)
        wanted += sum(len(each) for each in page.paragraphs)
        right += there
        all_found += sum(len(line.strip()) for line in text.splitlines())
    return right / wanted, right / all_found


if __name__ == "__main__":
    main()
