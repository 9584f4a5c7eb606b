grant-ask =
    🎁 <b>{ $name }</b>: сколько начислить и за что?

    Пришлите одним сообщением, например: <code>100 извинения за ожидание</code>
    .money =
        🎁 <b>{ $name }</b>: сколько денег начислить и за что?

        Пришлите одним сообщением, например: <code>150 извинения за ожидание</code>
grant-confirm = 🎁 <b>{ $name }</b>: <b>{ $points }</b>
grant-reason = Причина: { $reason }
grant-then = Баланс станет: { $points }
grant-button-confirm = ✅ Начислить
grant-button-cancel = Отменить
grant-done = ✅ { $name }: { $points }. Баланс: { $available }. Клиенту написали.
    .money = ✅ { $name }: { $points }. { $purse }: { $available }. Клиенту написали.
grant-wrong =
    Не получилось понять. Сначала целое число, потом причина, например: <code>100 извинения за ожидание</code>
    .money =
        Не получилось понять. Сначала сумма, потом причина, например: <code>150 извинения за ожидание</code>
