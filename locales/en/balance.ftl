balance-available = 💰 Ready to spend: <b>{ $points }</b>
    .money = 💰 { $purse }: <b>{ $points }</b>
balance-worth = Enough to pay { $money }
balance-held = Set aside at the till: { $points }
balance-debt = Owed for returned purchases: { $points }. Your next points will cover it.
    .money = Owed for returned purchases: { $points }. What comes next will cover it.
balance-pending = ⏳ <b>On the way</b>
balance-expiring = 🔥 <b>Use them in time</b>
balance-valid = 📅 <b>Valid until</b>
balance-line = { $points } — { $day }
balance-line-more = and { $points } more later
balance-empty = Nothing here yet. Show your card next time you buy something, and points will appear.
    .money = Nothing here yet. Show your card next time you buy something, and a part of the money comes back here.
balance-expire-soon =
    🔥 Do not let your points go to waste!

    Last day — { $day }: <b>{ $points }</b>
    On your account: { $available }
    .money =
        🔥 Do not let your money go to waste!

        Last day — { $day }: <b>{ $points }</b>
        On your account: { $available }
balance-expire-soon-at =
    🔥 Do not let your points go to waste!

    Expiring { $at }: <b>{ $points }</b>
    On your account: { $available }
    .money =
        🔥 Do not let your money go to waste!

        Expiring { $at }: <b>{ $points }</b>
        On your account: { $available }
balance-granted = 🎁 A gift for you: <b>{ $points }</b>
balance-taken = Taken from your account: <b>{ $points }</b>
balance-reason = { $reason }
balance-now = Balance: { $points }
    .money = { $purse }: { $points }
