"""Which receipt's stamps have burned."""

from services.rules.stamps import PastMark, burned


def test_what_was_put_on_last_burns() -> None:
    history = [
        PastMark("purchase", 2, 1),
        PastMark("purchase", 2, 2),
        PastMark("reward", -3, 2),
        PastMark("expire", -1, None),
    ]
    assert burned(history) == {2: 1, 1: 0}


def test_what_was_refunded_before_does_not_burn() -> None:
    history = [PastMark("purchase", 3, 1), PastMark("refund", -2, 1), PastMark("expire", -1, None)]
    assert burned(history) == {1: 1}


def test_nothing_burns_twice() -> None:
    history = [
        PastMark("purchase", 1, 1),
        PastMark("expire", -1, None),
        PastMark("purchase", 2, 2),
        PastMark("expire", -2, None),
    ]
    assert burned(history) == {1: 1, 2: 2}
