help-customer =
    <b>{ $program }: how it works</b>

    1. Show your card at the till: the QR code or the six digits.
    2. After the purchase we write to you at once what it has brought.
    3. Pay with that next time.

    /card — your card
    /balance — balance and dates
    /tier — your tier
    /earn — what brings more right now
    /history — history
    /offers — offers
    /settings — language, messages, quiet hours, birthday
help-lead =
    <b>{ $program }</b> has its bonus program right here in Telegram: no plastic, no app.

    Join, show your card at the till and collect points. It takes a minute and your phone number.
    .money =
        <b>{ $program }</b> has its cashback program right here in Telegram: no plastic, no app.

        Join, show your card at the till and get money back. It takes a minute and your phone number.
help-membership = /membership — memberships: what they give, paying, switching the renewal off
help-staff =
    <b>For staff</b>
    /find — find a customer by code, card or phone
    /rating — how customers rate you
help-manager =
    <b>Your store</b>
    /staff — your team: ratings
    /customer — a customer by phone or card
help-admin =
    <b>Running the program</b>
    /stats — numbers
    /segments — segments
    /customer — a customer by phone or card
    /grant — add to a customer's balance
    /broadcast — write to a segment
    /staff — staff
    /merchant — keys for tills
    /program — the program's rules
    /setup — set up from the start
    /audit — who did what
help-button-stop = 🔕 Stop offers and surveys
