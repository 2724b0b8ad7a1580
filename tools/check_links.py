#!/usr/bin/env python3
"""check_links.py SITE: no dead link in the site, and every page two clicks from its README at most.

A link leads to a file of the site, and its fragment to an element of that page. Links to other places
are not followed. The reference counts as one page.
"""
import pathlib
import sys
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

site = pathlib.Path(sys.argv[1]).resolve()
home = site / "index.html"
wrong = []


class Page(HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.links, self.ids, self.own = [], set(), []
        self.depth = 0  # inside <article>, where what a person reads is
        self.feed(path.read_text(encoding="utf-8", errors="replace"))

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.depth += tag == "article"
        self.ids |= {attributes[key] for key in ("id", "name") if attributes.get(key)}
        for key in ("href", "src"):
            if attributes.get(key):
                self.links.append(attributes[key])
                if self.depth and tag == "a":
                    self.own.append(attributes[key])

    def handle_endtag(self, tag):
        self.depth -= tag == "article"


pages = {path: Page(path) for path in site.rglob("*.html")}
if "parse_address" not in (site / "reference/namespacecordon_1_1ip.html").read_text():
    sys.exit("the reference lacks cordon::ip::parse_address()")


def target(page, link):
    """The file that a link leads to, and its fragment; None for other places."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return None
    path = unquote(parts.path)
    if path.startswith("/"):  # as the page for what is not found has them
        path = site / path[1:]
    path = (page.parent / path if path else page).resolve()
    return (path / "index.html" if path.is_dir() else path), unquote(parts.fragment)


for path, page in pages.items():
    in_reference = "reference" in path.relative_to(site).parts
    for link in page.links:
        found = target(path, link)
        if found is None or link.startswith("javascript:"):
            continue
        file, fragment = found
        name = path.relative_to(site)
        if not file.exists():
            wrong.append(f"{name}: {link}: there is no such file")
        # Doxygen numbers anchors that its scripts make.
        elif fragment and file in pages and fragment not in pages[file].ids and not in_reference:
            wrong.append(f"{name}: {link}: there is no such place in it")

reached, clicks = {home}, [home]
for _ in range(2):
    clicks = [found[0] for path in clicks for link in pages[path].own if (found := target(path, link))
              and found[0] in pages and found[0] not in reached]
    reached |= set(clicks)
# The reference is not in the repository, where README.md cannot lead to it: every page's menu does.
reached |= {target(home, link)[0] for link in pages[home].links if "reference/" in link}
for path in [*(site / "docs").glob("*.html"), *site.glob("[A-Z]*.html"), site / "reference/index.html"]:
    if path not in reached:
        wrong.append(f"{path.relative_to(site)}: more than two clicks from README.md")

if wrong:
    sys.exit("\n".join(wrong))
print(f"{len(pages)} pages, no dead link")
