tier-current = ⭐ Ваш уровень: <b>{ $tier }</b>
tier-none = ⭐ У вас пока нет уровня — он появится с покупками.
tier-bonus = Дополнительно { $rate } бонусами с каждой покупки
    .money = Дополнительно { $rate } кешбэка с каждой покупки
tier-discount = Скидка { $rate } на каждую покупку
tier-max-share = Бонусами можно оплатить до { $rate } покупки
    .money = С баланса можно оплатить до { $rate } покупки
tier-early = { $count ->
    [one] Промокоды на { $count } день раньше других
    [few] Промокоды на { $count } дня раньше других
    [many] Промокоды на { $count } дней раньше других
   *[other] Промокоды на { $count } дня раньше других
}
tier-free = Бесплатно: { $items }
tier-until =
    📅 { $tier } — до { $day }
    Ещё { $amount } — и уровень останется с вами.
tier-lower = Потом будет { $tier }, пока покупки не вернут уровень.
tier-kept = 📅 Всё нужное есть: { $tier } — ваш как минимум до { $day }
tier-given-until = 🎁 { $tier } — наш подарок до { $day }
tier-given-always = 🎁 Это наш подарок, навсегда.
tier-paid = 💎 { $tier } — по подписке, оплачено до { $day }
tier-next = Дальше: <b>{ $tier }</b>
tier-missing = Осталось покупок на { $money }
tier-missing-counted = Осталось: { $money }
tier-counts-month = Счёт начинается заново каждый месяц.
tier-counts-quarter = Счёт начинается заново каждый квартал.
tier-counts-year = Счёт начинается заново каждый год.
tier-counts-days = { $count ->
    [one] Считается сегодняшний день.
    [few] Считаются последние { $count } дня.
    [many] Считаются последние { $count } дней.
   *[other] Считаются последние { $count } дня.
}
tier-top = Это самый высокий уровень. Спасибо, что вы с нами!
tier-raised = 🎉 Поздравляем! Теперь ваш уровень: <b>{ $tier }</b>
tier-lowered = Ваш уровень теперь: <b>{ $tier }</b>
tier-lowered-review = ⭐ Теперь ваш уровень: <b>{ $tier }</b>. Мы рады, что вы с нами, а несколько покупок вернут уровень выше.
tier-lowered-refund = ⭐ После возврата ваш уровень снова <b>{ $tier }</b>. Новые покупки поднимут его.
tier-lowered-ended = ⭐ Уровень, который мы подарили на время, закончился. Теперь ваш уровень: <b>{ $tier }</b>, и покупки поднимут его.
tier-lost = Ваш уровень больше не действует. Новые покупки вернут его.
tier-given = 🎁 У нас для вас подарок: уровень <b>{ $tier }</b> до { $day }
tier-given-for-good = 🎁 У нас для вас подарок: уровень <b>{ $tier }</b>!
tier-visits = { $count ->
    [one] { $count } визит
    [few] { $count } визита
    [many] { $count } визитов
   *[other] { $count } визита
}
