"""What the commands of the command line do, one module a noun; imported when one of them runs."""
