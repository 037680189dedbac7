"""HTML in, HTML out: accessibility, language, addresses, 404, sitemap and security policy, whatever builder made the pages."""
