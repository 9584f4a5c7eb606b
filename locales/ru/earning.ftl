earning-title = ✨ <b>Как накопить больше</b>
earning-base = С каждой покупки возвращается { $rate }.
earning-tier = Ваш уровень { $tier } добавляет { $rate }.
earning-merchant = { $merchant }: возвращается { $rate }.
earning-none = Сейчас ничего особенного. Заглядывайте: новое появляется часто.
earning-policy-best = Если подходит сразу несколько, действует самое выгодное.
earning-policy-stack = Если подходит сразу несколько, всё складывается.
earning-now = 🔥 <b>{ $title }</b>: { $gives }
earning-join = 👥 <b>{ $title }</b>: { $gives }
earning-choose = ⭐ <b>{ $title }</b>: { $gives }
earning-tell = 🎂 <b>{ $title }</b>: { $gives }
earning-later = 🕒 <b>{ $title }</b>: { $gives }
earning-hint-join = → Вступите в клуб, и это ваше: { $club }
earning-hint-choose = → Выберите любимые категории, и это ваше.
earning-hint-tell = → Скажите нам день рождения, и это будет вашим.
earning-favourites = Ваши любимые категории
earning-gives-base = возвращается { $rate }
earning-gives-bonus = дополнительно { $rate }
earning-gives-multiply = { $times } к обычному
earning-gives-item = { $points } за каждую штуку
earning-gives-visit = { $points } за покупку
earning-from-time = с { $time }
earning-at-least = от { $money }
earning-until = до { $time }
earning-ends = до { $day }
earning-birthday = около дня рождения
earning-purchases = { $count ->
    [0] со следующей покупкой
    [one] после ещё { $count } покупки
    [few] после ещё { $count } покупок
    [many] после ещё { $count } покупок
   *[other] после ещё { $count } покупки
}
earning-every = { $count ->
    [one] каждая { $count }-я покупка
    [few] каждая { $count }-я покупка
    [many] каждая { $count }-я покупка
   *[other] каждая { $count }-я покупка
}
earning-first-of-day = раз в день, с первой покупкой
earning-in-favourites = в любимых категориях
earning-members = для участников: { $club }
earning-items = { $count ->
    [one] от { $count } штуки
    [few] от { $count } штук
    [many] от { $count } штук
   *[other] от { $count } штуки
}
earning-more = и ещё { $count }
earning-button = ✨ Как накопить больше
earning-button-choose = ⭐ Выбрать любимое
earning-button-tell = 🎂 Сказать день рождения
