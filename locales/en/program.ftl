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
program-applied = ✅ Done, version { $version } is in force. Earlier receipts stay as they were.
program-ask-undo = ↩️ Undo version { $version }? It will be like this again:
program-undone = ↩️ Done: the rules before are back as version { $version }.
program-cancelled = All right, nothing has changed.
program-button-apply = ✅ Apply
program-button-cancel = Cancel
program-button-undo = ↩️ Undo the last change
program-button-undo-yes = Yes, put it back
program-button-back = ‹ Rules
