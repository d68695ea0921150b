"""What lies at which address; each module yields pairs of an address and a maker of its answer."""
