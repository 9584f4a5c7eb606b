applied-base = { $points } за покупку
applied-tier = { $points } за уровень
applied-favourites = { $points } за любимое
applied-rule = { $points } { $title }
applied-promo = { $points } по коду { $code }
applied-capped = лимит отнял { $points }
