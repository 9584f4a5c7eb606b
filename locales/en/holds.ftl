holds-ask =
    🔒 <b>{ $store }</b> asks to take <b>{ $points }</b> as { $money } of your { $total }.

    Confirm only if you are paying there now. { $minutes ->
        [one] The till waits for { $minutes } minute.
       *[other] The till waits for { $minutes } minutes.
    }
    .money =
        🔒 <b>{ $store }</b> asks to take <b>{ $points }</b> from your balance for a purchase of { $total }.

        Confirm only if you are paying there now. { $minutes ->
            [one] The till waits for { $minutes } minute.
           *[other] The till waits for { $minutes } minutes.
        }
holds-button-confirm = ✅ Confirm
holds-button-refuse = ✖️ No
holds-confirmed = ✅ Confirmed. The till may take { $points }.
holds-refused = ✖️ Not confirmed. Your points stay with you: { $points }.

    If it was not you at the till, please tell a member of staff.
    .money =
        ✖️ Not confirmed. Your money stays with you: { $points }.

        If it was not you at the till, please tell a member of staff.
holds-too-late = ⌛ Too late: the till does not wait any more. Your points stay with you: { $points }.
    .money = ⌛ Too late: the till does not wait any more. Your money stays with you: { $points }.
holds-slip-held = Set aside: { $points }
holds-slip-confirm = Please confirm in the chat with the bot
holds-slip-returned = Given back: { $points }
holds-slip-balance = Balance: { $points }
    .money = { $purse }: { $points }
holds-slip-would-earn = For this purchase: { $points }
holds-slip-may-pay = Can be paid with points: { $points } = { $money }
    .money = Can be paid from the balance: { $points }
