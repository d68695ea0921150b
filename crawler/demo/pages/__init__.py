"""The page layouts of the embedded site, one module a layout; each makes text, never bytes."""
