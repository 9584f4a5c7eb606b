transfers-button = 🤝 Share with a friend
transfers-ask =
    🤝 You can give away up to <b>{ $most }</b> now.

    Send the card number of who gets it: ten digits, they stand on that person’s card. A photo of the card’s QR code will do too.
transfers-young = 🤝 There is nothing to give away yet. Only what came at least { $after } ago can be given.
transfers-day = 🤝 You have given away all that one may give in a day. Come back tomorrow.
transfers-month = 🤝 You have given away all that one may give in a month. Come back next month.
transfers-points = 🤝 The card belongs to <b>{ $initial }</b>. How much to give? Choose or type.
transfers-sizes = From { $least } to { $most }.
transfers-step = In steps of { $step }.
transfers-wrong = This sum cannot be given. Please type another one.
transfers-confirm =
    🤝 Give <b>{ $points }</b> to <b>{ $initial }</b>?

    You will have { $left } left. You cannot take it back yourself.
transfers-button-confirm = ✅ Give
transfers-button-cancel = Cancel
transfers-done = ✅ Given to { $initial }: <b>{ $points }</b>. Balance: { $available }
transfers-received = 🤝 { $initial } gave you <b>{ $points }</b>
transfers-undone-back = ↩️ Came back to you, because a transfer was undone: <b>{ $points }</b>
transfers-undone-taken = ↩️ Went back to who gave it, because a transfer was undone: <b>{ $points }</b>
transfers-title = 🤝 <b>{ $name }</b>: transfers
transfers-none = No transfers yet.
transfers-to = to { $initial }, card <code>{ $card }</code>
transfers-from = from { $initial }, card <code>{ $card }</code>
transfers-undo-to = undone, back to { $initial }, card <code>{ $card }</code>
transfers-undo-from = undone, back from { $initial }, card <code>{ $card }</code>
transfers-line = <b>{ $points }</b> · { $what }
transfers-when = <i>{ $when }</i>
transfers-returned = came back: { $points }
transfers-button-list = 🤝 Transfers
transfers-button-undo = ↩️ Undo { $points }
transfers-ask-undo =
    ↩️ Undo the transfer of <b>{ $points }</b> from <b>{ $giver }</b> to <b>{ $initial }</b> (card <code>{ $card }</code>)?

    What { $initial } still has goes back at once. The rest follows the rule of this program for refunds: { $policy }.
transfers-policy-debt = it goes back too, and { $initial } owes it
transfers-policy-within-balance = what is used up stays used up
transfers-undo-done = ↩️ The transfer is undone. Went back: <b>{ $points }</b>. We have told both.
transfers-undo-owed = Of it, now owed by the receiver: { $points }
transfers-undo-gone = Used up or expired, and does not come back: { $points }
