staff-welcome = 👋 { $name }, добро пожаловать в команду! <b>{ $program }</b>
staff-you-are = Ваша роль: { $role }
staff-store = Точка: { $store }
staff-menu = 🧾 <b>{ $name }</b>, { $role }
staff-can = Найдите клиента по коду с его карты или посмотрите, как вас оценивают.
staff-role-cashier = кассир
staff-role-manager = менеджер
staff-role-admin = администратор
staff-role-owner = владелец
staff-invite-invalid = Эта ссылка уже использована или устарела. Попросите у администратора новую.
staff-button-find = 🔎 Найти клиента
staff-button-find-next = 🔎 Найти ещё
staff-button-rating = ⭐ Мои оценки
staff-button-back = ‹ Работа
staff-button-profile = 👤 Открыть профиль
staff-find = Пришлите код с карты клиента, номер карты, телефон или фото QR-кода.
staff-found = 👤 <b>{ $name }</b>
staff-card = Карта: <code>{ $card }</code>
staff-balance = Баланс: <b>{ $points }</b>
    .money = { $purse }: <b>{ $points }</b>
staff-tier = Уровень: { $tier } (+{ $rate })
staff-tier-plain = Уровень: { $tier }
staff-not-found = Никого не нашли. Попросите клиента обновить код на карте: он живёт полторы минуты. Или пришлите номер карты.
staff-rating = { $count ->
    [one] ⭐ <b>{ $average }</b> из 5 · { $count } оценка
    [few] ⭐ <b>{ $average }</b> из 5 · { $count } оценки
    [many] ⭐ <b>{ $average }</b> из 5 · { $count } оценок
   *[other] ⭐ <b>{ $average }</b> из 5 · { $count } оценки
}
staff-rating-none = ⭐ Оценок пока нет. Они появятся после первых отзывов.
staff-button-team = ⭐ Оценки команды
staff-unreadable = Не нашли здесь карту. Пришлите цифры с экрана гостя или чёткое фото всего QR-кода.
