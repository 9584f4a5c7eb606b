audit-title = 🗒 <b>Journal</b>
audit-empty = Nothing yet.
audit-line = <i>{ $when }</i>
    { $what }
audit-actor-telegram = admin { $id }
audit-actor-merchant = till { $id }
audit-actor-command-line = the command line
audit-actor-sandbox = the sandbox
audit-nameless = a customer
audit-customer = { $name }, card { $card }
audit-more = and { $count } more
audit-did-other = { $who }: { $what } ({ $target })
audit-did-grant = { $who } gave { $points } to { $customer }: “{ $reason }”
audit-did-program-apply = { $who } put version { $target } of the rules into force: { $changes }
audit-did-program-first = { $who } put version { $target } of the rules into force
audit-did-staff-invite = { $who } made an invite link for { $employee }
audit-did-staff-join = { $employee } came in by the invite link
audit-did-merchant-create = { $who } added the till “{ $target }” and made its key
audit-did-merchant-rotate-key = { $who } changed the key of the till “{ $target }”
audit-did-hook-create = { $who } made a hook ({ $vendor }) for the till “{ $target }”
audit-did-hook-delete = { $who } removed a hook ({ $vendor }) of the till “{ $target }”
audit-did-settlement-export = { $who } took the settlement of { $target } as a file
audit-did-campaign-create = { $who } wrote broadcast { $target } for “{ $segment }”
audit-did-campaign-start = { $count ->
    [one] { $who } sent broadcast { $target } to “{ $segment }”: { $count } customer
   *[other] { $who } sent broadcast { $target } to “{ $segment }”: { $count } customers
}
audit-did-campaign-stop = { $who } stopped broadcast { $target } to “{ $segment }”
audit-did-campaign-drop = { $who } threw away broadcast { $target } for “{ $segment }”
audit-did-customer-open = { $who } opened the profile of { $customer }
audit-did-customer-tier = { $who } gave { $customer } the tier “{ $tier }” until { $until }
audit-did-customer-tier-always = { $who } gave { $customer } the tier “{ $tier }” for good
audit-did-customer-payment-refund = { $who } asked Telegram to give a payment back to { $customer }
audit-did-customer-payment-refund-money = { $who } wrote a payment down as given back to { $customer }
audit-did-customer-membership-stop = { $who } ended the membership of { $customer }
audit-did-customer-tier-taken = { $who } took the given tier “{ $tier }” back from { $customer }
audit-did-customer-transfer-undo = { $who } undid a transfer: { $points } came back to { $customer }
audit-did-customer-lookup = { $who } found by phone: { $customer }
audit-did-customer-lookup-nobody = { $who } looked for a phone that nobody has
audit-did-customer-wrong-code = { $who } typed a wrong code of a customer
audit-did-contact-moved = { $who } let another Telegram account have { $customer }
audit-did-contact-refused = { $who } did not let another Telegram account have { $customer }
audit-did-promo-make = { $count ->
    [one] { $who } made { $count } promo code { $target }
   *[other] { $who } made { $count } promo codes { $target }
}
audit-did-promo-stop = { $who } stopped the promo codes { $target }
audit-did-gift-card-stop = { $who } stopped the gift card { $target }
audit-did-gift-card-wrong-code = { $who } tried the code of a gift card that there is not
