"""Fetching: which request goes out when, and the bytes that cross the wire."""
