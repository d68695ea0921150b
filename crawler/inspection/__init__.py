"""Looking into a collection: one article, one address, all of it; and cases for the tests.

============  ==================================================================
module        owns
============  ==================================================================
stored        article lines and the captures they name, read back
evidence      where in a page a value stands
explanation   an article, each field with its rule and its place in the page
history       captures and article versions of one address, with differences
standing      what a ledger holds, counted; gaps
lacking       the files that each page needs and that are not there
golden        captures copied into a test case, with what is to be read of them
============  ==================================================================

Nothing here writes to a collection.
"""
