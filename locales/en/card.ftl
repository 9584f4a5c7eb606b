card-title = 💳 <b>{ $program }</b>
card-number = Number: { $number }
card-code = Code for the till: { $code }
    Valid for { $seconds ->
        [one] { $seconds } second
       *[other] { $seconds } seconds
    }
card-balance = Balance: <b>{ $points }</b>
    .money = { $purse }: <b>{ $points }</b>
card-hint = Show the QR code or say the digits at the till.
card-refresh = 🔄 New code
