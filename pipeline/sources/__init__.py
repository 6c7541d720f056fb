"""Where stories come from: the catalogue of sources, the HTTP client, files, polling, and what makes a story the same.

A library without a database: `catalogue.read_catalogue`, `client.Client`, `folders.open_folder` for files wherever
they lie, `full_text.is_wanted` and `robots.read_robots` for pages, `identity.candidate_keys` and
`identity.content_hash`, `polling.next_poll`.
"""
