"""What a crawl fetches next, and what a page changes in the collection."""
