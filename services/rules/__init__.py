"""Pure functions of the standard library: what is right, with nothing touched."""
