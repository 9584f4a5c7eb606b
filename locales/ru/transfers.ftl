transfers-button = 🤝 Поделиться с другом
transfers-ask =
    🤝 Сейчас можно передать: <b>{ $most }</b>.

    Пришлите номер карты того, кому передаёте: десять цифр, они на его карте. Можно и фото QR-кода с карты.
transfers-young = 🤝 Пока передать нечего. Передать можно только то, что пришло не меньше чем { $after } назад.
transfers-day = 🤝 Сегодня вы передали всё, что можно передать за день. Возвращайтесь завтра.
transfers-month = 🤝 В этом месяце вы передали всё, что можно передать за месяц. Возвращайтесь в следующем.
transfers-points = 🤝 Карта принадлежит: <b>{ $initial }</b>. Сколько передать? Выберите или напишите.
transfers-sizes = Меньше всего — { $least }, больше всего — { $most }.
transfers-step = Шаг: { $step }.
transfers-wrong = Столько передать нельзя. Напишите, пожалуйста, другое число.
transfers-confirm =
    🤝 Передать <b>{ $points }</b>, получит <b>{ $initial }</b>?

    У вас останется { $left }. Самостоятельно вернуть переданное нельзя.
transfers-button-confirm = ✅ Передать
transfers-button-cancel = Отмена
transfers-done = ✅ Передано: <b>{ $points }</b>, получает { $initial }. Баланс: { $available }
transfers-received = 🤝 Вам передали <b>{ $points }</b>, отправитель: { $initial }
transfers-undone-back = ↩️ Передача отменена, вам вернулось: <b>{ $points }</b>
transfers-undone-taken = ↩️ Передача отменена, отправителю вернулось: <b>{ $points }</b>
transfers-title = 🤝 <b>{ $name }</b>: передачи
transfers-none = Передач пока не было.
transfers-to = кому: { $initial }, карта <code>{ $card }</code>
transfers-from = от кого: { $initial }, карта <code>{ $card }</code>
transfers-undo-to = отмена, вернулось: { $initial }, карта <code>{ $card }</code>
transfers-undo-from = отмена, вернулось от: { $initial }, карта <code>{ $card }</code>
transfers-line = <b>{ $points }</b> · { $what }
transfers-when = <i>{ $when }</i>
transfers-returned = вернулось: { $points }
transfers-button-list = 🤝 Передачи
transfers-button-undo = ↩️ Отменить { $points }
transfers-ask-undo =
    ↩️ Отменить передачу? <b>{ $points }</b>: отправил <b>{ $giver }</b>, получил <b>{ $initial }</b> (карта <code>{ $card }</code>).

    Что у получателя ещё есть, вернётся сразу. С остальным — как с возвратами в этой программе: { $policy }.
transfers-policy-debt = тоже вернётся, а получатель ({ $initial }) останется должен
transfers-policy-within-balance = что потрачено, то потрачено
transfers-undo-done = ↩️ Передача отменена. Вернулось: <b>{ $points }</b>. Мы сообщили обоим.
transfers-undo-owed = Из них должен получатель: { $points }
transfers-undo-gone = Потрачено или сгорело и не вернётся: { $points }
