giftcards-title = 💝 <b>Подарочные карты</b>
giftcards-none = Пока ни одной не продано. Кассы продают их по HTTP API.
giftcards-sold = { $count ->
    [one] Продана <b>{ $count }</b> карта на <b>{ $money }</b>
    [few] Проданы <b>{ $count }</b> карты на <b>{ $money }</b>
    [many] Продано <b>{ $count }</b> карт на <b>{ $money }</b>
   *[other] Продано <b>{ $count }</b> карты на <b>{ $money }</b>
}
giftcards-outstanding = Ещё не потрачено, долг перед клиентами: <b>{ $money }</b>
giftcards-dead = Осталось на просроченных и остановленных: { $money }
giftcards-seller = · { $name }: продано на { $sold }, долг { $outstanding }
giftcards-more = { $count ->
    [one] … и ещё { $count } участник
    [few] … и ещё { $count } участника
    [many] … и ещё { $count } участников
   *[other] … и ещё { $count } участника
}
giftcards-ask = Какая карта? Напишите её код или четыре последних знака.
giftcards-several = { $count ->
    [one] Так кончается { $count } карта:
    [few] Так кончаются { $count } карты:
    [many] Так кончаются { $count } карт:
   *[other] Так кончаются { $count } карты:
}
giftcards-line = · …{ $ends }: { $amount }, { $seller }, { $day }
giftcards-sale = Продана: { $seller }, { $day }, за { $amount }, номер { $number }
giftcards-use-issue = { $when }: { $money }, продажа
giftcards-use-spend = { $when }: { $money }, оплата: { $place }
giftcards-use-refund = { $when }: { $money }, возврат: { $place }
giftcards-use-redeem = { $when }: { $money }, стала баллами
    .money = { $when }: { $money }, зачислено на баланс
giftcards-stop = Остановить карту <b>…{ $ends }</b>? Она больше никогда не сработает. На ней осталось { $money }. Если эти деньги нужно отдать клиенту, продайте другую карту или верните деньги.
giftcards-button-find = 🔍 Найти карту
giftcards-button-stop = ⏹ Остановить
giftcards-button-stop-yes = Да, остановить
giftcards-button-keep = Нет
giftcards-button-all = ‹ Подарочные карты
