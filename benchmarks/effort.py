"""How much is measured, and in which order: A B A B, so that a noisy minute hits all sides alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Effort:
    """``rounds`` of every contender, ``seconds`` each."""

    rounds: int = 3
    seconds: float = 4.0


Samples = dict[str, list[float]]


def alternate(rounds: int, contenders: Mapping[str, Callable[[], float]]) -> Samples:
    """Measure every contender once a round, in turn; the number of each by round."""
    samples: Samples = {name: [] for name in contenders}
    for number in range(rounds):
        for name, contender in contenders.items():
            value = contender()
            samples[name].append(value)
            print(f"  round {number + 1}  {name:<44} {value:>12,.2f}", flush=True)
    return samples


def ratio(samples: Samples, name: str, against: str) -> float:
    """How many times ``against`` the contender did: the median of the rounds' own ratios."""
    pairs = zip(samples[name], samples[against], strict=True)
    return median(ours / theirs for ours, theirs in pairs)
