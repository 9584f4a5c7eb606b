staff-welcome = 👋 { $name }, welcome to the team of <b>{ $program }</b>!
staff-you-are = Your role: { $role }
staff-store = Store: { $store }
staff-menu = 🧾 <b>{ $name }</b>, { $role }
staff-can = Find a customer by the code on their card, or see how customers rate you.
staff-role-cashier = cashier
staff-role-manager = manager
staff-role-admin = admin
staff-role-owner = owner
staff-invite-invalid = This link was used already or is too old. Please ask an admin for a new one.
staff-button-find = 🔎 Find a customer
staff-button-find-next = 🔎 Find another
staff-button-rating = ⭐ My ratings
staff-button-back = ‹ Work
staff-button-profile = 👤 Open the profile
staff-find = Send the code from the customer's card, the card number, the phone, or a photo of the QR code.
staff-found = 👤 <b>{ $name }</b>
staff-card = Card: <code>{ $card }</code>
staff-balance = Balance: <b>{ $points }</b>
    .money = { $purse }: <b>{ $points }</b>
staff-tier = Tier: { $tier } (+{ $rate })
staff-tier-plain = Tier: { $tier }
staff-not-found = Nobody found. Ask the customer to refresh the code on the card: it lives for a minute and a half. Or send the card number.
staff-rating = { $count ->
    [one] ⭐ <b>{ $average }</b> of 5 · { $count } rating
   *[other] ⭐ <b>{ $average }</b> of 5 · { $count } ratings
}
staff-rating-none = ⭐ No ratings yet. They will appear after the first feedback.
staff-button-team = ⭐ The team's ratings
staff-unreadable = We could not find a card in this. Send the digits from the customer's screen, or a sharp photo of the whole QR code.
