"""Recording sales: a batch of receipts is one transaction."""
