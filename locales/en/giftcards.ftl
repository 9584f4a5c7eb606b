giftcards-title = 💝 <b>Gift cards</b>
giftcards-none = No card was sold yet. Tills sell them over the HTTP API.
giftcards-sold = { $count ->
    [one] Sold: <b>{ $count }</b> card for <b>{ $money }</b>
   *[other] Sold: <b>{ $count }</b> cards for <b>{ $money }</b>
}
giftcards-outstanding = Not spent yet, owed to customers: <b>{ $money }</b>
giftcards-dead = Left on cards that expired or were stopped: { $money }
giftcards-seller = · { $name }: sold { $sold }, owed { $outstanding }
giftcards-more = { $count ->
    [one] … and { $count } more merchant
   *[other] … and { $count } more merchants
}
giftcards-ask = Which card? Type its code or the last four signs of it.
giftcards-several = { $count ->
    [one] { $count } card ends so:
   *[other] { $count } cards end so:
}
giftcards-line = · …{ $ends }: { $amount }, { $seller }, { $day }
giftcards-sale = { $seller } sold it for { $amount } on { $day }, number { $number }
giftcards-use-issue = { $when }: { $money } sold
giftcards-use-spend = { $when }: { $money } paid at { $place }
giftcards-use-refund = { $when }: { $money } given back by { $place }
giftcards-use-redeem = { $when }: { $money } turned into points
    .money = { $when }: { $money } put on the balance
giftcards-stop = Stop the card <b>…{ $ends }</b>? It pays no more, for good. Left on it: { $money }. If the customer is to have that, sell another card or give the money back.
giftcards-button-find = 🔍 Find a card
giftcards-button-stop = ⏹ Stop
giftcards-button-stop-yes = Yes, stop
giftcards-button-keep = No
giftcards-button-all = ‹ Gift cards
