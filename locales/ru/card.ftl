card-title = 💳 <b>{ $program }</b>
card-number = Номер: { $number }
card-code = Код для кассы: { $code }
    Действует { $seconds ->
        [one] { $seconds } секунду
        [few] { $seconds } секунды
        [many] { $seconds } секунд
       *[other] { $seconds } секунды
    }
card-balance = Баланс: <b>{ $points }</b>
    .money = { $purse }: <b>{ $points }</b>
card-hint = Покажите QR или назовите код на кассе.
card-refresh = 🔄 Новый код
