tiers-title-month = ⭐ <b>Уровни в этом месяце</b>
tiers-title-last-month = ⭐ <b>Уровни в прошлом месяце</b>
tiers-title-year = ⭐ <b>Уровни в этом году</b>
tiers-button-month = Месяц
tiers-button-last-month = Прошлый
tiers-button-year = Год
tiers-none = ⭐ В программе нет уровней. Их добавляют в правилах: /program
tiers-members = { $tier }: <b>{ $count }</b> ({ $share })
tiers-still = Никто не сменил уровень.
tiers-back = В итоге каждый там же, где был.
tiers-moved = Вверх: <b>{ $up }</b>, вниз: <b>{ $down }</b>
tiers-way = { $arrow } { $before } → { $after }: { $count }
tiers-reasons = <i>Все изменения: { $reasons }</i>
tiers-step = { $day } { $arrow } { $name }: { $before } → { $after } ({ $reason })
tiers-reason-purchase = покупки
tiers-reason-refund = возвраты
tiers-reason-review = пересмотр
tiers-reason-manual = дали вручную
tiers-reason-match = по статусу в другой программе
tiers-reason-paid = оплачено
tiers-reason-ended = подаренный уровень закончился
tiers-reason-unpaid = кончилась подписка
tiers-chart = С какого уровня (строки) на какой (столбцы)
tiers-chart-legend = зелёное: вверх, оранжевое: вниз, серое: сейчас на уровне
tiers-customer = ⭐ <b>{ $name }</b>
tiers-customer-now = Уровень: <b>{ $tier }</b>
tiers-customer-none = нет уровня
tiers-customer-earned = Заработан покупками: { $tier }
tiers-customer-given = Подарен до { $day }: { $tier }
tiers-customer-given-always = Подарен навсегда: { $tier }
tiers-customer-review = Пересмотр после { $day }, не хватает: { $amount }
tiers-customer-safe = Пересмотр после { $day }: всё нужное есть
tiers-customer-next = До { $tier }: { $amount }
tiers-customer-past = { $day }: { $before } → { $after } ({ $reason })
tiers-customer-past-until = { $day }: { $after } до { $until } ({ $reason })
tiers-button-give = 🎁 Подарить уровень
tiers-button-take = Забрать подарок
tiers-choose = Какой уровень получит <b>{ $name }</b>?
tiers-until =
    До какого дня у клиента <b>{ $name }</b> будет уровень <b>{ $tier }</b>?

    Выберите или пришлите последний день, например: <code>{ $example }</code>
tiers-until-wrong = Не получилось прочитать день. Пришлите будущий, в пределах десяти лет, например: <code>{ $example }</code>
tiers-button-days = { $count ->
    [one] { $count } день
    [few] { $count } дня
    [many] { $count } дней
   *[other] { $count } дня
}
tiers-button-year-end = до конца года
tiers-button-always = навсегда
tiers-confirm = 🎁 <b>{ $name }</b>: <b>{ $tier }</b> до { $day }
tiers-confirm-always = 🎁 <b>{ $name }</b>: <b>{ $tier }</b>, навсегда
tiers-confirm-hint = Заработанный покупками уровень живёт под ним и потом снова действует. Клиенту мы напишем.
tiers-button-confirm = ✅ Подарить
tiers-button-match = 🤝 По статусу в другой программе
tiers-button-cancel = Отмена
tiers-given = ✅ { $name }: { $tier }. Клиенту мы написали.
tiers-take = Забрать уровень <b>{ $tier }</b> у клиента <b>{ $name }</b>? Заработанное покупками останется.
tiers-button-taken = Да, забрать
tiers-taken = ✅ { $name }: { $tier }.
