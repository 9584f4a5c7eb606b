customer-ask = Who are you looking for? Send a phone or a card number.
customer-not-found = There is no such customer. Check the number and try again.
customer-title = 👤 <b>{ $name }</b>
customer-card = Card: <code>{ $card }</code>
customer-phone = Phone: { $phone }
customer-joined = Member since { $day }
customer-not-joined = Has not joined yet
customer-source = Source: { $source }
customer-marketing-yes = Consent to offers: yes
customer-marketing-no = Consent to offers: no
customer-unreachable = ⚠️ Has stopped the bot, messages do not arrive
customer-available = Balance: <b>{ $points }</b>
    .money = { $purse }: <b>{ $points }</b>
customer-pending = On the way: { $points }
    .money = On the way: { $points }
customer-debt = Debt: { $points }
customer-tier = Tier: { $tier }
customer-receipts = Purchases: <b>{ $count }</b> for { $money }
customer-last = Last purchase: { $day }
customer-score = Last score: { $score } ⭐
customer-clubs = Clubs: { $clubs }
customer-segments = Segments: { $segments }
customer-receipts-title = 🧾 <b>{ $name }</b>: purchases
customer-entries-title = 📒 <b>{ $name }</b>: points
    .money = 📒 <b>{ $name }</b>: { $purse }
customer-nothing = Nothing yet.
customer-why-title = ❓ <b>{ $name }</b>: why in these segments
customer-why = <b>{ $title }</b> since { $day }
customer-why-leaving = <b>{ $title }</b> since { $day }, but not any more
customer-why-none = In no segment right now.
customer-button-again = 🔎 Look again
customer-button-receipts = 🧾 Purchases
customer-button-entries = 📒 Points
    .money = 📒 Balance
customer-button-why = ❓ Why segments
customer-button-grant = 🎁 Give points
    .money = 🎁 Add money
customer-button-tier = ⭐ Tier
customer-button-back = ‹ Profile
customer-button-open = 👤 Open the customer
customer-low-score = { $question ->
    [employee] ⚠️ Low score for an employee: <b>{ $score }</b> of 5
   *[visit] ⚠️ Low score for a visit: <b>{ $score }</b> of 5
}
    Customer: { $name }
customer-low-store = Store: { $store }
customer-low-employee = Employee: { $employee }
