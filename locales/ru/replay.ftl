replay-button = 🔁 Что было бы: прошлые чеки
replay-waiting = 🔁 Считаю прошлые чеки по новым правилам …
replay-done = { $done } из { $total } ({ $share })
replay-nothing = 🔁 За последние { $days } дней не было чеков с картой: сравнить не с чем.
replay-title = { $count ->
    [one] 🔁 <b>{ $count } чек</b> за последние { $days } дней по новым правилам:
    [few] 🔁 <b>{ $count } чека</b> за последние { $days } дней по новым правилам:
    [many] 🔁 <b>{ $count } чеков</b> за последние { $days } дней по новым правилам:
   *[other] 🔁 <b>{ $count } чека</b> за последние { $days } дней по новым правилам:
}
replay-row = { $what }: { $before } → <b>{ $after }</b>
replay-same = { $what }: { $value }, как сейчас
replay-earned = Начислено
replay-redeemed = Оплачено баллами
    .money = Оплачено с баланса
replay-discount = Скидки
replay-cost = Расход
replay-share = Расход в доле продаж
replay-cost-is = <i>Расход — это скидки и то, что оплатят начисленные и подаренные баллы.</i>
    .money = <i>Расход — это скидки и возвращённые на баланс деньги.</i>
replay-failed = 🔁 Сейчас посчитать не получилось. Попробуйте позже.
replay-chart = Расход по уровням и точкам
replay-now = сейчас
replay-new = новые правила
replay-no-tier = без уровня
replay-gifts = Подарки кодов и карт штампов
replay-left-out = <i>Промокоды посчитаны там, где их применили. Выданные и оплаченные уровни не посчитаны.</i>
replay-unseen = <i>Не посчитаны, потому что их сегменты новые или изменены: { $coupons }</i>
