"""What a page is: front matter, page types, processes, roles, headings, links, and the library of all pages."""
