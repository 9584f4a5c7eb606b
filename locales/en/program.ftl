program-show =
    📐 <b>{ $program }</b>, version { $version }
    { $when }, { $who }

    Choose what to change, or send a program file to see the difference.
program-part = 📐 <b>{ $part }</b>
program-part-rates = Earning
program-part-tiers = Tiers
program-part-texts = Texts
program-part-stores = Stores
program-part-employees = Staff
program-part-survey = Survey
program-item = { $title }: <b>{ $value }</b>
program-ask-value = ✏️ <b>{ $title }</b>

    Send the new value. Now it is:
program-variables = You can use: { $names }
program-difference = { $count ->
    [one] 📐 { $count } thing will change:
   *[other] 📐 { $count } things will change:
}
program-more = … and { $count } more
program-warning = ⚠️ { $words }
program-same = It is like that already: nothing to change.
program-problems = { $count ->
    [one] ⚠️ The file has { $count } mistake, so it cannot be applied:
   *[other] ⚠️ The file has { $count } mistakes, so it cannot be applied:
}
program-cannot = ⚠️ This cannot be done:
program-applied = ✅ Done, version { $version } is in force. Earlier receipts stay as they were.
program-ask-undo = ↩️ Undo version { $version }? It will be like this again:
program-undone = ↩️ Done: the rules before are back as version { $version }.
program-cancelled = All right, nothing has changed.
program-button-apply = ✅ Apply
program-button-cancel = Cancel
program-button-undo = ↩️ Undo the last change
program-button-undo-yes = Yes, put it back
program-button-back = ‹ Rules
program-button-file = 📄 Download the file
program-button-add = ➕ Add
program-button-remove = 🗑 Remove
program-button-list = ‹ Back to the list
program-choice-usual = ↩️ The usual text
program-not-a-file = A program file is a text file (TOML, UTF-8) of up to 256 KB. Please send it as a document.
program-ask-tiers = ➕ What is the new tier called? Send its name.
program-ask-stores = ➕ What is the new store called? Send its name.
program-ask-employees = ➕ What is the new employee called? Send the name that customers will see.
program-entry-tier = from { $amount }, { $bonus } on top
program-yes = yes
program-no = no
program-span-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
program-span-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
program-span-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
program-span-seconds = { $count ->
    [one] { $count } second
   *[other] { $count } seconds
}
program-span-months = { $count ->
    [one] { $count } month
   *[other] { $count } months
}
program-span-never = never
program-field-base_rate = Comes back from a purchase
program-field-welcome = Gift for joining
program-field-minor_units_per_point = A point pays
program-field-pending = Points come after
    .money = Cashback comes after
program-field-expire_after = Points burn after
    .money = Cashback burns after
program-field-title = Name
program-field-from = From purchases of
program-field-bonus = On top of the base rate
program-field-name = Name
program-field-timezone = Time zone
program-field-address = Address
program-field-role = Role
program-field-store = Store
program-field-enabled = Ask after a purchase
program-field-delay = Ask after
program-field-rest_days = Not more often than once in
program-field-thank_points = Gift for an answer
program-field-low_score = A low score is up to
program-text-join-welcome = Welcome
program-text-join-done = After joining
program-text-join-done-card = How to use the card
program-text-card-hint = Under the card
program-text-offers-none = No offers
program-text-survey-glad = A good score
program-text-survey-sorry = A low score
program-text-survey-comment = Asking for a comment
program-text-survey-thanks = Thanks for an answer
program-text-survey-too-late = The survey is closed
program-wrong-whole = We could not read that. Write a whole number without signs, for example 100.
program-wrong-points = Write a whole number of points without signs, for example 500.
    .money = Write an amount without signs, for example 500 or 12.50.
program-wrong-visits = Write a whole number of visits without signs, for example 10.
program-wrong-rate = Write a number from 0 to 100 with at most two digits after the point, for example 5 or 7.5.
program-wrong-money = Write an amount, for example 500 or 99.50.
program-wrong-worth = Write an amount above zero, for example 1 or 0.50.
program-wrong-span = Write a number and a unit, for example 30 min, 2 h or 14 days.
program-wrong-span-or-none = Write a number of days, for example 365, or choose “never”.
program-wrong-line = A name has up to 200 characters in one line. Please try again.
program-wrong-text = A text has up to 2000 characters, without special signs. Please try again.
program-wrong-switch = Please choose one of the buttons.
program-wrong-role = Please choose one of the buttons.
program-wrong-store = Please choose one of the buttons.
program-wrong-score = Please choose one of the buttons.
program-wrong-zone = We do not know this city. Write a big city nearby, for example “London” or Europe/London.
