gift-button = 💝 I have a gift card
gift-ask = 💝 Type the code of the gift card: <code>GIFT-…</code>

    I will show what is on it. Nothing is taken yet.
gift-title = 💝 <b>Gift card …{ $ends }</b>
gift-left = On it: <b>{ $money }</b>
gift-until = It works until { $when }
gift-for-ever = It has no end date
gift-expired = It worked until { $when } and pays no more
gift-stopped = It was stopped on { $day } and pays no more
gift-at-the-till = Show the code at the till to pay with it as with money, in parts if you like. Or turn it into points here.
    .money = Show the code at the till to pay with it as with money, in parts if you like. Or put it on your balance here.
gift-button-redeem = Turn into { $points }
    .money = Put on the balance: { $points }
gift-redeemed = 💝 The gift card brought <b>{ $points }</b>
gift-slip-taken = Gift card …{ $ends }: −{ $money }
gift-slip-back = Gift card …{ $ends }: +{ $money }
gift-slip-left = Left on it: { $money }
gift-slip-left-until = Left on it: { $money }, until { $day }
