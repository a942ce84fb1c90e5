"""Reads Markdown documents from a file of JSON, and prints the opening tags of the HTML that each becomes."""

import json
import re
import sys

from markdown_it import MarkdownIt

# As on GitHub, but with HTML as it is, so that none can hide.
reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
opening = re.compile(r"<[a-zA-Z!?][^>]*>")

with open(sys.argv[1], encoding="utf-8", errors="surrogatepass") as file:
    documents = json.load(file)
json.dump([opening.findall(reader.render(text)) for text in documents], sys.stdout)
