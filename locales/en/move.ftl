move-ask =
    🔐 The account <b>{ $account }</b> has confirmed your phone number and asks to move your <b>{ $program }</b> card and points over.

    Is it you? If not, answer “No” and nothing will change.
    .money =
        🔐 The account <b>{ $account }</b> has confirmed your phone number and asks to move your <b>{ $program }</b> card and its balance over.

        Is it you? If not, answer “No” and nothing will change.
move-button-yes = Yes, move it
move-button-no = No, keep it here
move-waiting =
    🔐 This number belongs to another Telegram account already. We have asked its owner.

    As soon as the answer is “Yes”, the card and the points will move here. If that account is gone, please ask a member of staff. Menu: /menu
    .money =
        🔐 This number belongs to another Telegram account already. We have asked its owner.

        As soon as the answer is “Yes”, the card and its balance will move here. If that account is gone, please ask a member of staff. Menu: /menu
move-moved = 🎉 Your <b>{ $program }</b> card and points are here now.
    .money = 🎉 Your <b>{ $program }</b> card and its balance are here now.
move-given-away = Done: the card and the points have moved to the other account.
    .money = Done: the card and its balance have moved to the other account.
move-kept = All right, everything stays as it was.
move-refused = The owner of the other account said “No”, so the card stays there. If this is a mistake, please ask a member of staff.
move-ask-manager =
    🔐 The account <b>{ $account }</b> has confirmed the number of card <code>{ $card }</code> and asks to move it, but the old account does not answer.

    Move it only if you are sure that it is the same person.
move-button-approve = Move it
move-button-refuse = Refuse
