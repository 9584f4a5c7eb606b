holds-ask =
    🔒 <b>{ $store }</b> просит списать <b>{ $points }</b>: это { $money } из { $total }.

    Подтвердите, только если вы сейчас платите там. { $minutes ->
        [one] Касса ждёт { $minutes } минуту.
        [few] Касса ждёт { $minutes } минуты.
        [many] Касса ждёт { $minutes } минут.
       *[other] Касса ждёт { $minutes } минуты.
    }
    .money =
        🔒 <b>{ $store }</b> просит списать с баланса <b>{ $points }</b> за покупку на { $total }.

        Подтвердите, только если вы сейчас платите там. { $minutes ->
            [one] Касса ждёт { $minutes } минуту.
            [few] Касса ждёт { $minutes } минуты.
            [many] Касса ждёт { $minutes } минут.
           *[other] Касса ждёт { $minutes } минуты.
        }
holds-button-confirm = ✅ Подтвердить
holds-button-refuse = ✖️ Нет
holds-confirmed = ✅ Подтверждено. Касса может списать { $points }.
holds-refused = ✖️ Не подтверждено. Бонусы остались у вас: { $points }.

    Если на кассе были не вы, скажите, пожалуйста, сотруднику.
    .money =
        ✖️ Не подтверждено. Деньги остались у вас: { $points }.

        Если на кассе были не вы, скажите, пожалуйста, сотруднику.
holds-too-late = ⌛ Поздно: касса больше не ждёт. Бонусы остались у вас: { $points }.
    .money = ⌛ Поздно: касса больше не ждёт. Деньги остались у вас: { $points }.
holds-slip-held = Отложено: { $points }
holds-slip-confirm = Подтвердите в чате с ботом
holds-slip-returned = Возвращено: { $points }
holds-slip-balance = Баланс: { $points }
    .money = { $purse }: { $points }
holds-slip-would-earn = За эту покупку: { $points }
holds-slip-may-pay = Можно оплатить бонусами: { $points } = { $money }
    .money = Можно оплатить с баланса: { $points }
