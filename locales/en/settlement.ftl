settlement-ask = 🤝 <b>Settlement</b>

    Who owes whom for points that were earned at one merchant and spent at another. Which month?
    .money = 🤝 <b>Settlement</b>

        Who owes whom for money that came back at one merchant and was spent at another. Which month?
settlement-title = 🤝 <b>{ $month }</b>
settlement-owes = · { $debtor } → { $creditor }: <b>{ $money }</b>
settlement-nothing = Nobody owes anybody anything.
settlement-points = <b>Points</b>
    .money = <b>From balances</b>
settlement-spent = Spent: { $points }
settlement-elsewhere = Of these not where they were earned: { $points }
settlement-outstanding = <b>In customers' hands at the end</b>
settlement-position = · { $name }: { $points } ({ $money }), expired: { $expired }
    .money = · { $name }: { $points }, expired: { $expired }
settlement-no-points = No points.
    .money = Nothing.
settlement-more = … and { $count } more in the spreadsheet
settlement-program = the program
settlement-chart = Who gets and who pays
settlement-button-file = 📄 Spreadsheet
settlement-button-months = ‹ Months
settlement-sheet-owed = Who owes whom
settlement-sheet-points = Points
    .money = Spent from balances
settlement-sheet-money = Money
settlement-sheet-flows = Issuer and acceptor
settlement-sheet-outstanding = Outstanding points
    .money = Outstanding balances
settlement-head-debtor = Who pays
settlement-head-creditor = Who gets
settlement-head-money = Money
settlement-head-total = Total
settlement-head-corner = Earned at ↓ spent at →
settlement-head-issuer = Earned at
settlement-head-acceptor = Spent at
settlement-head-spent = Spent
settlement-head-restored = Restored by refunds
settlement-head-reclaimed = Taken back for the acceptor
settlement-head-opening = At the beginning
settlement-head-issued = Issued
settlement-head-revoked = Taken back
settlement-head-expired = Expired
settlement-head-closing = At the end
settlement-head-worth = Worth
