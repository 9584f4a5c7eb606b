"""Refunds: goods come back, points are restored first and then revoked, each refund once."""

from services.refunds.recording import record
from services.refunds.shapes import Answered, NewRefund, RefundAnswer, RefundPoints, StampsBack
from services.refunds.waiting import apply_waiting

__all__ = ["Answered", "NewRefund", "RefundAnswer", "RefundPoints", "StampsBack", "apply_waiting", "record"]
