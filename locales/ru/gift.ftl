gift-button = 💝 У меня подарочная карта
gift-ask = 💝 Напишите код подарочной карты: <code>GIFT-…</code>

    Я покажу, сколько на ней. Пока ничего не спишется.
gift-title = 💝 <b>Подарочная карта …{ $ends }</b>
gift-left = На ней: <b>{ $money }</b>
gift-until = Работает до { $when }
gift-for-ever = Работает бессрочно
gift-expired = Работала до { $when }, больше не действует
gift-stopped = Остановлена { $day }, больше не действует
gift-at-the-till = Назовите код на кассе и платите картой как деньгами, можно частями. Или превратите её в бонусы здесь.
    .money = Назовите код на кассе и платите картой как деньгами, можно частями. Или зачислите её на баланс здесь.
gift-button-redeem = Превратить в { $points }
    .money = Зачислить на баланс: { $points }
gift-redeemed = 💝 Подарочная карта принесла <b>{ $points }</b>
gift-slip-taken = Подарочная карта …{ $ends }: −{ $money }
gift-slip-back = Подарочная карта …{ $ends }: +{ $money }
gift-slip-left = Осталось на ней: { $money }
gift-slip-left-until = Осталось на ней: { $money }, до { $day }
