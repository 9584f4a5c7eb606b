favourites-title = ⭐ <b>{ $month }: your favourite categories</b>
favourites-ask = { $count ->
    [one] Choose { $count } category.
   *[other] Choose { $count } categories.
}
favourites-base = They bring { $rate } of what you pay back.
favourites-bonus = They bring { $rate } more than usual.
favourites-times = They bring { $times } the usual points.
    .money = They bring { $times } as much as usual.
favourites-rule = You can change the choice until your first purchase after it. Then it stands to the end of the month.
favourites-final = The choice stands to the end of the month. You can choose anew when the next one begins.
favourites-one = ✓ { $title }
favourites-full = { $count ->
    [one] You can choose { $count }. Take the other one off first.
   *[other] You can choose { $count }. Take one off first.
}
favourites-saved = ⭐ Your favourites are kept.
favourites-button-save = ✅ Keep
favourites-button-change = ✏️ Change
