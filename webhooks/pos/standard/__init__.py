"""Standard Webhooks (standardwebhooks.com): for senders without a format of their own."""

from webhooks.api.operations import RECEIPT
from webhooks.operations import Parameter
from webhooks.pos.standard import parse, signature
from webhooks.pos.vendor import Vendor

_SIGNED = "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4="

VENDOR = Vendor(
    name="standard",
    title="Standard Webhooks",
    description="A sale or a refund as an event of Standard Webhooks, for senders without a format of their own: "
    "signed, with the receipt of `POST /v1/receipts` as the data of `receipt.recorded`, or with the refund and its "
    "`receipt_id` as that of `receipt.refunded`. Events of other types are acknowledged and left alone.",
    verify=signature.verify,
    parse=parse.parse,
    check_secret=signature.check_secret,
    place="data",
    body=parse.Event,
    example={"type": parse.RECORDED, "timestamp": "2026-11-21T12:00:01+03:00", "data": RECEIPT},
    headers=(
        Parameter(
            signature.ID,
            "header",
            "The delivery's id, the same at each try.",
            "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W",
        ),
        Parameter(
            signature.TIMESTAMP, "header", "When this try was sent, in seconds since 1970.", "1795251601"
        ),
        Parameter(
            signature.SIGNATURE,
            "header",
            "`v1,` and the base64 of HMAC-SHA256 over `id.time.body`; several with spaces between.",
            _SIGNED,
        ),
    ),
)
