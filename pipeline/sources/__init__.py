"""Where stories come from: the catalogue of sources, the HTTP client, files, polling, and what makes a story the same.

A library without a database: `catalogue.read_catalogue`, `client.Client`, `files.find_files` and `files.read_file`,
`identity.candidate_keys` and `identity.content_hash`, `polling.next_poll`.
"""
