"""Generated parts as plain Markdown: step tables, the matrix, back-links, indexes, notices; and the page put together."""
