gift-button = 💝 I have a gift card
gift-ask = 💝 Type the code of the gift card: <code>GIFT-…</code>
gift-redeemed = 💝 The gift card brought <b>{ $points }</b>
