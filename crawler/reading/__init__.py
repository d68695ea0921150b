"""Reading: a page in, values out. Everything here is pure."""
