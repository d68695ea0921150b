"""The bytes of a response, taken apart until a tree stands there."""
