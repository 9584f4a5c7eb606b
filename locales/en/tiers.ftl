tiers-title-month = ⭐ <b>Tiers this month</b>
tiers-title-last-month = ⭐ <b>Tiers last month</b>
tiers-title-year = ⭐ <b>Tiers this year</b>
tiers-button-month = Month
tiers-button-last-month = Last month
tiers-button-year = Year
tiers-none = ⭐ This program has no tiers. They are added in the rules: /program
tiers-members = { $tier }: <b>{ $count }</b> ({ $share })
tiers-still = Nobody has moved from one tier to another.
tiers-back = In the end everybody is where they were.
tiers-moved = Up: <b>{ $up }</b>, down: <b>{ $down }</b>
tiers-way = { $arrow } { $before } → { $after }: { $count }
tiers-reasons = <i>All changes: { $reasons }</i>
tiers-step = { $day } { $arrow } { $name }: { $before } → { $after } ({ $reason })
tiers-reason-purchase = purchases
tiers-reason-refund = refunds
tiers-reason-review = reviews
tiers-reason-manual = given by hand
tiers-reason-match = status match
tiers-reason-paid = paid
tiers-reason-ended = a given tier ended
tiers-reason-unpaid = a paid membership ended
tiers-chart = From tier (rows) to tier (columns)
tiers-chart-legend = green: up, orange: down, grey: people in the tier now
tiers-customer = ⭐ <b>{ $name }</b>
tiers-customer-now = Tier: <b>{ $tier }</b>
tiers-customer-none = no tier
tiers-customer-earned = Earned by purchases: { $tier }
tiers-customer-given = Given until { $day }: { $tier }
tiers-customer-given-always = Given for good: { $tier }
tiers-customer-review = Review after { $day }: { $amount } missing
tiers-customer-safe = Review after { $day }: everything is there
tiers-customer-next = To { $tier }: { $amount }
tiers-customer-past = { $day }: { $before } → { $after } ({ $reason })
tiers-customer-past-until = { $day }: { $after } until { $until } ({ $reason })
tiers-button-give = 🎁 Give a tier
tiers-button-take = Take the gift back
tiers-choose = Which tier shall <b>{ $name }</b> get?
tiers-until =
    Until when shall <b>{ $name }</b> have the tier <b>{ $tier }</b>?

    Choose, or send the last day, for example: <code>{ $example }</code>
tiers-until-wrong = We could not read that day. Send one that is still to come, within ten years, for example: <code>{ $example }</code>
tiers-button-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
tiers-button-year-end = until the end of the year
tiers-button-always = for good
tiers-confirm = 🎁 <b>{ $name }</b>: <b>{ $tier }</b> until { $day }
tiers-confirm-always = 🎁 <b>{ $name }</b>: <b>{ $tier }</b>, for good
tiers-confirm-hint = The tier earned by purchases lives on beneath it and counts again afterwards. We will tell the customer.
tiers-button-confirm = ✅ Give
tiers-button-match = 🤝 Give as a status match
tiers-button-cancel = Cancel
tiers-given = ✅ { $name }: { $tier }. We have told the customer.
tiers-take = Take the tier <b>{ $tier }</b> from <b>{ $name }</b>? What purchases have earned stays.
tiers-button-taken = Yes, take it back
tiers-taken = ✅ { $name }: { $tier }.
