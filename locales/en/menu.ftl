menu-back = ‹ Menu
menu-card = 💳 My card
menu-hello = 👋 <b>{ $name }</b>, good to see you!
menu-hello-nameless = 👋 <b>{ $program }</b>: good to see you!
menu-balance = Balance: <b>{ $points }</b>
    .money = { $purse }: <b>{ $points }</b>
menu-pending = On the way: { $points }
    .money = On the way: { $points }
menu-tier = Tier: { $tier }
menu-what-next = What would you like to do?
menu-button-balance = Balance
menu-button-tier = Tier
menu-button-offers = { $count ->
    [0] Offers
   *[other] Offers · { $count }
}
menu-button-favourites = ⭐ Favourite categories
menu-button-stamps = 🟢 Stamps
menu-button-history = History
menu-button-settings = Settings
menu-button-help = Help
menu-button-language = Language · Язык
menu-button-join = ✨ Join
menu-button-work = 🧾 Work
menu-button-admin = 📊 Manage
menu-lead =
    👋 This is the bonus program of <b>{ $program }</b>.

    Join in a minute, and your points start adding up with the very next purchase.
    .money =
        👋 This is the cashback program of <b>{ $program }</b>.

        Join in a minute, and money starts coming back with the very next purchase.
