gift-button = 💝 У меня подарочная карта
gift-ask = 💝 Напишите код подарочной карты: <code>GIFT-…</code>
gift-redeemed = 💝 Подарочная карта принесла <b>{ $points }</b>
