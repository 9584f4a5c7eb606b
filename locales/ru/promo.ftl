promo-title = 🏷 <b>Промокоды</b>
promo-none = Пока ни одного. Каждый код пачки — для первого, кто его применит.
promo-line = <b>{ $prefix }</b>: { $gives }, применено { $used } из { $count }
promo-line-stopped = <s>{ $prefix }</s>: { $gives }, применено { $used } из { $count }, остановлены
promo-ask =
    Какие сделать коды? Пришлите одну строку: как начинаются, что даёт каждый (баллы, процент скидки, x2 — вдвое больше баллов, +3% — прибавка к ставке), сколько штук и на сколько дней (без числа — бессрочно).

    <code>SPRING 100 500 30</code>
    <code>FRIEND 10% 200</code>
    .money =
        Какие сделать коды? Пришлите одну строку: как начинаются, что даёт каждый (сумма, процент скидки, x2 — вдвое больше кешбэка, +3% — прибавка к ставке), сколько штук и на сколько дней (без числа — бессрочно).

        <code>SPRING 150 500 30</code>
        <code>FRIEND 10% 200</code>
promo-confirm = { $count ->
    [one] Сделать <b>{ $count }</b> код <b>{ $prefix }-…</b>, { $gives } каждый?
    [few] Сделать <b>{ $count }</b> кода <b>{ $prefix }-…</b>, { $gives } каждый?
    [many] Сделать <b>{ $count }</b> кодов <b>{ $prefix }-…</b>, { $gives } каждый?
   *[other] Сделать <b>{ $count }</b> кода <b>{ $prefix }-…</b>, { $gives } каждый?
}
promo-multiply = { $times } к начислению
promo-bonus = +{ $rate } к начислению
promo-until = Работают до { $when }
promo-for-ever = Работают, пока вы их не остановите
promo-open = { $count ->
    [one] 🏷 <b>{ $prefix }</b>: { $count } код, { $gives }, применено { $used }
    [few] 🏷 <b>{ $prefix }</b>: { $count } кода, { $gives } каждый, применено { $used }
    [many] 🏷 <b>{ $prefix }</b>: { $count } кодов, { $gives } каждый, применено { $used }
   *[other] 🏷 <b>{ $prefix }</b>: { $count } кода, { $gives } каждый, применено { $used }
}
promo-stopped = Остановлены: ни один больше не работает
promo-stop = Остановить <b>{ $prefix }</b>? Ни один код больше не сработает. Подаренные баллы останутся.
    .money = Остановить <b>{ $prefix }</b>? Ни один код больше не сработает. Подаренные деньги останутся.
promo-button-new = ➕ Сделать коды
promo-button-make = Сделать
promo-button-file = 📄 Файл
promo-button-stop = ⏹ Остановить
promo-button-stop-yes = Да, остановить
promo-button-all = ‹ Промокоды
