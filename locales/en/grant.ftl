grant-ask =
    🎁 How many points for <b>{ $name }</b>, and what for?

    Send it in one message, for example: <code>100 sorry for the wait</code>
    .money =
        🎁 How much for <b>{ $name }</b>, and what for?

        Send it in one message, for example: <code>2.50 sorry for the wait</code>
grant-confirm = 🎁 <b>{ $name }</b>: <b>{ $points }</b>
grant-reason = Reason: { $reason }
grant-then = The balance will be: { $points }
grant-button-confirm = ✅ Give
grant-button-cancel = Cancel
grant-done = ✅ { $name }: { $points }. Balance: { $available }. We have told the customer.
    .money = ✅ { $name }: { $points }. { $purse }: { $available }. We have told the customer.
grant-wrong =
    We could not read that. First a whole number, then the reason, for example: <code>100 sorry for the wait</code>
    .money =
        We could not read that. First an amount, then the reason, for example: <code>2.50 sorry for the wait</code>
