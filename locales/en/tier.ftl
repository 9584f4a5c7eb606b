tier-current = ⭐ Your tier: <b>{ $tier }</b>
tier-none = ⭐ You have no tier yet: it comes with purchases.
tier-bonus = { $rate } more in points on every purchase
tier-next = Next: <b>{ $tier }</b>
tier-missing = { $money } of purchases to go
tier-top = This is the highest tier. Thank you for being with us!
tier-raised = 🎉 Congratulations! Your tier is now <b>{ $tier }</b>
tier-lowered = Your tier is now <b>{ $tier }</b>
tier-lost = Your tier has ended. New purchases will bring it back.
tier-visits = { $count ->
    [one] { $count } visit
   *[other] { $count } visits
}
