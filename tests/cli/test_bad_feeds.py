"""A feed that answers anything but a feed is named with what it said; the other feeds are not concerned."""

ITEM = "<item><guid>{0}</guid><title>{1}</title><description>{1} in full.</description></item>"


def feed(*titles: str) -> bytes:
    items = "".join(ITEM.format(number, title) for number, title in enumerate(titles))
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>{items}</channel></rss>'.encode()
