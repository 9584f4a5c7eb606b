"""The whole program file as one frozen object."""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated

from pydantic import Field

from services.program_file import currencies
from services.program_file.clubs import ClubRules
from services.program_file.conditions import Leaf, MoneyIs
from services.program_file.coupons import CouponRules
from services.program_file.earning import EarningRules, FavouriteCategory, FavouriteRules
from services.program_file.earning_terms import earning_terms
from services.program_file.employees import EmployeeRules
from services.program_file.memberships import MembershipRules
from services.program_file.merchants import MerchantRules
from services.program_file.offers import OfferRules
from services.program_file.points import PointsRules
from services.program_file.program import ProgramRules
from services.program_file.promo_codes import PromoCodeRules
from services.program_file.redemption import RedemptionRules
from services.program_file.segments import LifecycleRules, SegmentRules, lifecycle_segments
from services.program_file.stamps import StampRules
from services.program_file.stores import StoreRules
from services.program_file.survey import SurveyRules
from services.program_file.tiers import TierPolicy, TierRules
from services.program_file.transfers import TransferRules
from services.program_file.values import LocalText, Many, Section
from services.rules.coupons import Terms as CouponTerms
from services.rules.earning_terms import Terms
from services.rules.promo_codes import Terms as PromoCodeTerms
from services.rules.stamps import Terms as StampTerms


class ProgramConfig(Section):
    """A program as its file describes it; made by `services.program_file.parse`."""

    program: ProgramRules
    points: PointsRules
    stores: Annotated[Many[StoreRules], Field(min_length=1)]
    redemption: RedemptionRules = RedemptionRules()
    transfers: TransferRules = TransferRules()
    tier_rules: TierPolicy = TierPolicy()
    tiers: Many[TierRules] = ()
    memberships: Many[MembershipRules] = ()
    earning: Many[EarningRules] = ()
    favourites: FavouriteRules = FavouriteRules()
    favourite_categories: Many[FavouriteCategory] = ()
    clubs: Many[ClubRules] = ()
    merchants: Many[MerchantRules] = ()
    employees: Many[EmployeeRules] = ()
    survey: SurveyRules = SurveyRules()
    lifecycle: LifecycleRules = LifecycleRules()
    segments: Many[SegmentRules] = ()
    offers: Many[OfferRules] = ()
    promo_codes: Many[PromoCodeRules] = ()
    coupons: Many[CouponRules] = ()
    stamps: Many[StampRules] = ()
    texts: Mapping[str, Mapping[str, str]] = {}

    @cached_property
    def all_segments(self) -> tuple[SegmentRules, ...]:
        """The segments that every program has, then this program's own."""
        return lifecycle_segments(self.lifecycle) + self.segments

    @cached_property
    def earning_terms(self) -> Terms:
        """What `services.rules.earning` counts by."""
        return earning_terms(self)

    @cached_property
    def earning_titles(self) -> Mapping[str, LocalText]:
        """What customers know earning rules by, by their code."""
        return {rules.code: rules.title for rules in self.earning}

    @cached_property
    def stamp_terms(self) -> tuple[StampTerms, ...]:
        """What `services.rules.stamps` counts by."""
        return tuple(rules.terms for rules in self.stamps)

    @cached_property
    def coupon_terms(self) -> tuple[CouponTerms, ...]:
        """What `services.rules.coupons` takes off by."""
        return tuple(rules.terms for rules in self.coupons)

    @property
    def tiers_in_money(self) -> bool:
        """Whether tiers begin at amounts: of what was spent, or of points that are money."""
        measured_by = self.tier_rules.measured_by
        return measured_by == "spent" or (measured_by == "points" and self.points.are_money)

    def compares_money(self, leaf: Leaf) -> bool:
        """Whether the values of a segment's comparison are amounts of the program's currency."""
        return isinstance(leaf, MoneyIs) or (leaf.fact == "points" and self.points.are_money)

    @cached_property
    def promo_code_terms(self) -> Mapping[str, PromoCodeTerms]:
        """What `services.rules.promo_codes` goes by, by the code."""
        return {rules.code: rules.terms for rules in self.promo_codes}

    @property
    def currency_digits(self) -> int:
        """How many decimal digits the program's money has."""
        return currencies.digits(self.program.currency)

    def store(self, code: str) -> StoreRules | None:
        """The store with this code."""
        return next((store for store in self.stores if store.code == code), None)

    def tier(self, code: str) -> TierRules | None:
        """The tier with this code."""
        return next((tier for tier in self.tiers if tier.code == code), None)

    def membership(self, code: str) -> MembershipRules | None:
        """The membership with this code."""
        return next((membership for membership in self.memberships if membership.code == code), None)

    def employee(self, code: str) -> EmployeeRules | None:
        """The employee with this code."""
        return next((employee for employee in self.employees if employee.code == code), None)

    def segment(self, code: str) -> SegmentRules | None:
        """The segment with this code, built in or the program's own."""
        return next((segment for segment in self.all_segments if segment.code == code), None)

    def offer(self, code: str) -> OfferRules | None:
        """The offer with this code."""
        return next((offer for offer in self.offers if offer.code == code), None)

    def stamp(self, code: str) -> StampRules | None:
        """The stamp card with this code."""
        return next((stamp for stamp in self.stamps if stamp.code == code), None)

    def club(self, code: str) -> ClubRules | None:
        """The club with this code."""
        return next((club for club in self.clubs if club.code == code), None)

    def coupon(self, code: str) -> CouponRules | None:
        """The coupon with this code."""
        return next((coupon for coupon in self.coupons if coupon.code == code), None)
