applied-base = { $points } base
applied-tier = { $points } for the tier
applied-favourites = { $points } favourites
applied-rule = { $points } { $title }
applied-promo = { $points } promo code { $code }
applied-capped = the limit took { $points }
