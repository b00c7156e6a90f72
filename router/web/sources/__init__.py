"""Where the answers come from: the only files of the API, but for `app`, that know Redis, files and SQL."""
