tier-current = ⭐ Your tier: <b>{ $tier }</b>
tier-none = ⭐ You have no tier yet: it comes with purchases.
tier-bonus = { $rate } more in points on every purchase
    .money = { $rate } more back on every purchase
tier-discount = { $rate } off every purchase
tier-max-share = Points may pay up to { $rate } of a purchase
    .money = The balance may pay up to { $rate } of a purchase
tier-early = { $count ->
    [one] Promo codes { $count } day before others
   *[other] Promo codes { $count } days before others
}
tier-free = Free of charge: { $items }
tier-until = 📅 { $tier } until { $day }: { $amount } more keeps it.
tier-lower = After that it would be { $tier }, until purchases bring it back.
tier-kept = 📅 { $tier } is yours at least until { $day }: you have what it takes.
tier-given-until = 🎁 { $tier } is a gift from us until { $day }.
tier-given-always = 🎁 A gift from us, for good.
tier-paid = 💎 { $tier } is yours by your membership, paid until { $day }.
tier-next = Next: <b>{ $tier }</b>
tier-missing = { $money } of purchases to go
tier-missing-counted = { $money } to go
tier-counts-month = What counts begins anew with each month.
tier-counts-quarter = What counts begins anew with each quarter of the year.
tier-counts-year = What counts begins anew with each year.
tier-counts-days = { $count ->
    [one] What you do today counts.
   *[other] What you did in the last { $count } days counts.
}
tier-top = This is the highest tier. Thank you for being with us!
tier-raised = 🎉 Congratulations! Your tier is now <b>{ $tier }</b>
tier-lowered = Your tier is now <b>{ $tier }</b>
tier-lowered-review = ⭐ Your tier is now <b>{ $tier }</b>. It is good to have you with us, and a few purchases bring the higher one back.
tier-lowered-refund = ⭐ With the refund your tier is <b>{ $tier }</b> again. Purchases will take you up once more.
tier-lowered-ended = ⭐ The tier that we gave you for a while has come to its end. Now yours is <b>{ $tier }</b>, and purchases take you up.
tier-lost = Your tier has ended. New purchases will bring it back.
tier-given = 🎁 We have a present for you: the tier <b>{ $tier }</b> until { $day }!
tier-given-for-good = 🎁 We have a present for you: the tier <b>{ $tier }</b>!
tier-visits = { $count ->
    [one] { $count } visit
   *[other] { $count } visits
}
