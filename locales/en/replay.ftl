replay-button = 🔁 What if: past receipts
replay-waiting = 🔁 Pricing past receipts by the new rules …
replay-done = { $done } of { $total } ({ $share })
replay-nothing = 🔁 There were no receipts with a card in the last { $days } days: nothing to compare.
replay-title = { $count ->
    [one] 🔁 <b>{ $count } receipt</b> of the last { $days } days by the new rules:
   *[other] 🔁 <b>{ $count } receipts</b> of the last { $days } days by the new rules:
}
replay-row = { $what }: { $before } → <b>{ $after }</b>
replay-same = { $what }: { $value }, as now
replay-earned = Earned
replay-redeemed = Paid with points
    .money = Paid from balances
replay-discount = Discounts
replay-cost = Cost
replay-share = Cost as a part of sales
replay-cost-is = <i>Cost is the discounts and what the points earned and given will pay.</i>
    .money = <i>Cost is the discounts and the money that came back.</i>
replay-failed = 🔁 This could not be worked out now. You can try again later.
replay-chart = Cost by tier and store
replay-now = now
replay-new = new rules
replay-no-tier = no tier
replay-gifts = Gifts of codes and stamp cards
replay-left-out = <i>Promo codes count where they were used. Tiers that were given or paid for do not count.</i>
replay-unseen = <i>Not counted, their segments being new or changed: { $coupons }</i>
