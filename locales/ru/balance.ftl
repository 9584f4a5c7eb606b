balance-available = 💰 Можно потратить: <b>{ $points }</b>
    .money = 💰 { $purse }: <b>{ $points }</b>
balance-worth = Этим можно оплатить { $money }
balance-held = Отложено на кассе: { $points }
balance-debt = К возврату за возвращённые покупки: { $points }. Спишем из следующих бонусов.
    .money = К возврату за возвращённые покупки: { $points }. Спишем из следующих начислений.
balance-pending = ⏳ <b>Скоро придут</b>
balance-expiring = 🔥 <b>Успейте потратить</b>
balance-valid = 📅 <b>Действуют до</b>
balance-line = { $points } — { $day }
balance-line-more = и ещё { $points } позже
balance-empty = Пока пусто. Покажите карту при следующей покупке — и здесь появятся бонусы.
    .money = Пока пусто. Покажите карту при следующей покупке — и часть денег вернётся сюда.
balance-expire-soon =
    🔥 Не дайте бонусам сгореть!

    Последний день — { $day }: <b>{ $points }</b>
    Всего на счёте: { $available }
    .money =
        🔥 Успейте потратить: деньги на счёте скоро сгорят!

        Последний день — { $day }: <b>{ $points }</b>
        Всего на счёте: { $available }
balance-expire-soon-at =
    🔥 Не дайте бонусам сгореть!

    { $at } сгорят: <b>{ $points }</b>
    Всего на счёте: { $available }
    .money =
        🔥 Успейте потратить: деньги на счёте скоро сгорят!

        { $at } сгорит: <b>{ $points }</b>
        Всего на счёте: { $available }
balance-granted = 🎁 Вам начислено: <b>{ $points }</b>
balance-taken = Со счёта списано: <b>{ $points }</b>
balance-reason = { $reason }
balance-now = Баланс: { $points }
    .money = { $purse }: { $points }
