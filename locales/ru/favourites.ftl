favourites-title = ⭐ <b>{ $month }: любимые категории</b>
favourites-ask = { $count ->
    [one] Выберите { $count } категорию.
    [few] Выберите { $count } категории.
    [many] Выберите { $count } категорий.
   *[other] Выберите { $count } категории.
}
favourites-base = За них возвращается { $rate } от суммы.
favourites-bonus = За них возвращается на { $rate } больше обычного.
favourites-times = Бонусы за них: { $times }.
    .money = За них вернём больше обычного: { $times }.
favourites-rule = Изменить выбор можно до первой покупки после него, дальше он действует до конца месяца.
favourites-final = Выбор действует до конца месяца. С началом следующего можно выбрать заново.
favourites-one = ✓ { $title }
favourites-full = { $count ->
    [one] Можно выбрать { $count }. Сначала снимите другую.
    [few] Можно выбрать { $count }. Сначала снимите одну.
    [many] Можно выбрать { $count }. Сначала снимите одну.
   *[other] Можно выбрать { $count }. Сначала снимите одну.
}
favourites-saved = ⭐ Запомнили ваш выбор.
favourites-button-save = ✅ Сохранить
favourites-button-change = ✏️ Изменить
