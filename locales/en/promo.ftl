promo-title = 🏷 <b>Promo codes</b>
promo-none = There are none yet. Each code of a batch is for the first who uses it.
promo-line = <b>{ $prefix }</b>: { $gives }, used { $used } of { $count }
promo-line-stopped = <s>{ $prefix }</s>: { $gives }, used { $used } of { $count }, stopped
promo-ask =
    What shall the codes be like? Send one line: how they begin, what each gives (points, percent off, x2 for twice the points, +3% on top of the rate), how many, and for how many days (left out: for ever).

    <code>SPRING 100 500 30</code>
    <code>FRIEND 10% 200</code>
    .money =
        What shall the codes be like? Send one line: how they begin, what each gives (an amount, percent off, x2 for twice the cashback, +3% on top of the rate), how many, and for how many days (left out: for ever).

        <code>SPRING 2.50 500 30</code>
        <code>FRIEND 10% 200</code>
promo-confirm = { $count ->
    [one] Make <b>{ $count }</b> code <b>{ $prefix }-…</b>, { $gives }?
   *[other] Make <b>{ $count }</b> codes <b>{ $prefix }-…</b>, each { $gives }?
}
promo-multiply = { $times } to what is earned
promo-bonus = +{ $rate } to what is earned
promo-until = They work until { $when }
promo-for-ever = They work until you stop them
promo-open = { $count ->
    [one] 🏷 <b>{ $prefix }</b>: { $count } code, { $gives }, used { $used }
   *[other] 🏷 <b>{ $prefix }</b>: { $count } codes, each { $gives }, used { $used }
}
promo-stopped = Stopped: none of them works any more
promo-stop = Stop <b>{ $prefix }</b>? Its codes will not work any more. Points that they gave stay.
    .money = Stop <b>{ $prefix }</b>? Its codes will not work any more. The money that they gave stays.
promo-button-new = ➕ Make codes
promo-button-make = Make them
promo-button-file = 📄 File
promo-button-stop = ⏹ Stop
promo-button-stop-yes = Yes, stop
promo-button-all = ‹ Promo codes
