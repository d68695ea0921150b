"""The bytes of a response become a tree: message, content, characters, document."""
