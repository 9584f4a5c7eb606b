menu-back = ‹ Меню
menu-card = 💳 Моя карта
menu-hello = 👋 <b>{ $name }</b>, рады вас видеть!
menu-hello-nameless = 👋 <b>{ $program }</b>: рады вас видеть!
menu-balance = Баланс: <b>{ $points }</b>
    .money = { $purse }: <b>{ $points }</b>
menu-pending = Скоро придут: { $points }
    .money = Скоро придёт: { $points }
menu-tier = Уровень: { $tier }
menu-what-next = Что хотите сделать?
menu-button-balance = Баланс
menu-button-tier = Уровень
menu-button-offers = { $count ->
    [0] Предложения
   *[other] Предложения · { $count }
}
menu-button-favourites = ⭐ Любимые категории
menu-button-stamps = 🟢 Штампы
menu-button-history = История
menu-button-settings = Настройки
menu-button-help = Помощь
menu-button-language = Язык · Language
menu-button-join = ✨ Вступить
menu-button-work = 🧾 Работа
menu-button-admin = 📊 Управление
menu-lead =
    👋 Это бонусная программа <b>{ $program }</b>.

    Вступите — это займёт минуту, и бонусы начнут копиться с первой же покупки.
    .money =
        👋 Это программа кешбэка <b>{ $program }</b>.

        Вступите — это займёт минуту, и деньги начнут возвращаться с первой же покупки.
