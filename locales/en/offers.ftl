offers-list = { $count ->
    [one] 🎁 <b>{ $count }</b> offer for you
   *[other] 🎁 <b>{ $count }</b> offers for you
}
offers-none = 🎁 No offers right now. When there is something for you, we will write, if your settings allow it.
offers-title = 🎁 <b>{ $title }</b>
offers-points = Already on your account: <b>{ $points }</b>
offers-code = Promo code: { $code }
    Say it at the till.
offers-code-points = It brings on the receipt: <b>{ $points }</b>
offers-until = Valid until { $day }
offers-button-all = All offers
offers-button-settings = ⚙️ Messages
offers-coupons = Off by itself at the till, just show your card:
offers-coupon = 🏷 { $title }: −{ $off }
offers-coupon-minimum = from { $money }
offers-coupon-until = , until { $day }
