offers-list = { $count ->
    [one] 🎁 Для вас есть <b>{ $count }</b> предложение
    [few] 🎁 Для вас есть <b>{ $count }</b> предложения
    [many] 🎁 Для вас есть <b>{ $count }</b> предложений
   *[other] 🎁 Для вас есть <b>{ $count }</b> предложения
}
offers-none = 🎁 Сейчас предложений нет. Как только появится что-то для вас, мы напишем — если вы разрешили это в настройках.
offers-title = 🎁 <b>{ $title }</b>
offers-points = Уже на счёте: <b>{ $points }</b>
offers-code = Промокод: { $code }
    Назовите его на кассе.
offers-code-points = По нему на чеке: <b>{ $points }</b>
offers-until = Действует до { $day }
offers-button-all = Все предложения
offers-button-settings = ⚙️ Сообщения
offers-coupons = Скидки, которые сработают сами — просто покажите карту:
offers-coupon = 🏷 { $title }: −{ $off }
offers-coupon-minimum = от { $money }
offers-coupon-until = , до { $day }
