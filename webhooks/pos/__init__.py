"""Vendors' own webhooks: one folder a vendor, its payload -> NormalizedReceipt -> the recorder of all receipts.

To add a vendor: a folder with ``signature.py`` (is it the vendor who speaks?) and ``parse.py`` (what does it
say?), a ``VENDOR`` that names both, its line in ``vendors.py``, and its captured deliveries under tests.
"""
