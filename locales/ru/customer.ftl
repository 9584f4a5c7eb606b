customer-ask = Кого найти? Пришлите телефон или номер карты.
customer-not-found = Такого клиента нет. Проверьте номер и попробуйте ещё раз.
customer-title = 👤 <b>{ $name }</b>
customer-card = Карта: <code>{ $card }</code>
customer-phone = Телефон: { $phone }
customer-joined = В программе с { $day }
customer-not-joined = Ещё не вступил(а)
customer-source = Источник: { $source }
customer-marketing-yes = Согласие на предложения: есть
customer-marketing-no = Согласие на предложения: нет
customer-unreachable = ⚠️ Остановил(а) бота, сообщения не доходят
customer-available = Баланс: <b>{ $points }</b>
    .money = { $purse }: <b>{ $points }</b>
customer-pending = Скоро придут: { $points }
    .money = Скоро придёт: { $points }
customer-debt = Долг: { $points }
customer-tier = Уровень: { $tier }
customer-receipts = Покупок: <b>{ $count }</b> на { $money }
customer-last = Последняя покупка: { $day }
customer-score = Последняя оценка: { $score } ⭐
customer-clubs = Клубы: { $clubs }
customer-segments = Сегменты: { $segments }
customer-receipts-title = 🧾 <b>{ $name }</b>: покупки
customer-entries-title = 📒 <b>{ $name }</b>: бонусы
    .money = 📒 <b>{ $name }</b>: { $purse }
customer-nothing = Пока ничего.
customer-why-title = ❓ <b>{ $name }</b>: почему в этих сегментах
customer-why = <b>{ $title }</b> с { $day }
customer-why-leaving = <b>{ $title }</b> с { $day }, но уже не подходит
customer-why-none = Сейчас ни в одном сегменте.
customer-button-again = 🔎 Искать ещё
customer-button-receipts = 🧾 Покупки
customer-button-entries = 📒 Бонусы
    .money = 📒 Баланс
customer-button-why = ❓ Почему сегменты
customer-button-grant = 🎁 Начислить
    .money = 🎁 Начислить
customer-button-tier = ⭐ Уровень
customer-button-back = ‹ Профиль
customer-button-open = 👤 Открыть клиента
customer-low-score = { $question ->
    [employee] ⚠️ Низкая оценка сотрудника: <b>{ $score }</b> из 5
   *[visit] ⚠️ Низкая оценка визита: <b>{ $score }</b> из 5
}
    Клиент: { $name }
customer-low-store = Точка: { $store }
customer-low-employee = Сотрудник: { $employee }
