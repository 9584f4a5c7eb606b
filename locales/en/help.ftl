help-customer =
    <b>{ $program }: how it works</b>

    1. Show your card at the till: the QR code or the six digits.
    2. After the purchase we write to you at once what it has brought.
    3. Pay with that next time.
help-command = /{ $name } — { $about }
help-lead =
    <b>{ $program }</b> has its bonus program right here in Telegram: no plastic, no app.

    Join, show your card at the till and collect points. It takes a minute and your phone number.
    .money =
        <b>{ $program }</b> has its cashback program right here in Telegram: no plastic, no app.

        Join, show your card at the till and get money back. It takes a minute and your phone number.
help-staff = <b>For staff</b>
help-manager = <b>Your store</b>
help-admin = <b>Running the program</b>
help-button-stop = 🔕 Stop offers and surveys
