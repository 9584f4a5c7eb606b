earning-title = ✨ <b>What brings you more</b>
earning-base = Every purchase brings back { $rate }.
earning-tier = Your tier { $tier } adds { $rate }.
earning-merchant = At { $merchant }: { $rate } back.
earning-none = Nothing special right now. Look in again: there is often something new.
earning-policy-best = Where several hold at once, the best one counts.
earning-policy-stack = Where several hold at once, they add up.
earning-now = 🔥 <b>{ $title }</b>: { $gives }
earning-join = 👥 <b>{ $title }</b>: { $gives }
earning-choose = ⭐ <b>{ $title }</b>: { $gives }
earning-tell = 🎂 <b>{ $title }</b>: { $gives }
earning-later = 🕒 <b>{ $title }</b>: { $gives }
earning-hint-join = → Join the club, and it is yours: { $club }
earning-hint-choose = → Choose your favourite categories, and it is yours.
earning-hint-tell = → Tell us your birthday, and it will be yours.
earning-favourites = Your favourite categories
earning-gives-base = { $rate } back
earning-gives-bonus = { $rate } more
earning-gives-multiply = { $times } the usual
earning-gives-item = { $points } for each item
earning-gives-visit = { $points } for a purchase
earning-from-time = from { $time }
earning-at-least = from { $money }
earning-until = until { $time }
earning-ends = until { $day }
earning-birthday = around your birthday
earning-purchases = { $count ->
    [0] with your next purchase
    [one] after { $count } more purchase
   *[other] after { $count } more purchases
}
earning-every = { $count ->
    [one] every purchase
   *[other] every { $count } purchases
}
earning-first-of-day = once a day, with the first purchase
earning-in-favourites = in your favourite categories
earning-members = for members: { $club }
earning-items = { $count ->
    [one] from { $count } item
   *[other] from { $count } items
}
earning-more = and { $count } more
earning-button = ✨ What brings more
earning-button-choose = ⭐ Choose favourites
earning-button-tell = 🎂 Tell my birthday
