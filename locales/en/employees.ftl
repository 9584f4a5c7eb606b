employees-title = 🧑‍💼 <b>Staff</b>
employees-none = Nobody yet. Add your staff in the program's rules.
employees-line = <b>{ $name }</b> · { $about }
employees-score = { $count ->
    [one] ⭐ { $average } · { $count } rating
   *[other] ⭐ { $average } · { $count } ratings
}
employees-no-ratings = ⭐ no ratings yet
employees-waiting = ✉️ has not used the invite link yet
employees-button-all = ‹ Staff
employees-button-role = Role
employees-button-invite = ✉️ Invite link
employees-button-dismiss = Take off the list
employees-button-dismiss-yes = Yes, take off
employees-choose-role = Which role does <b>{ $name }</b> have?
employees-invite = { $days ->
    [one] ✉️ Send this link to <b>{ $name }</b>. It works once and for { $days } day.
   *[other] ✉️ Send this link to <b>{ $name }</b>. It works once and for { $days } days.
}

    { $link }
employees-role-changed = ✅ <b>{ $name }</b> is now { $role }
employees-dismiss = Take <b>{ $name }</b> off the list? Access closes at once, ratings and receipts stay.
employees-dismissed = <b>{ $name }</b> is off the list.
employees-joined = 👋 <b>{ $name }</b> ({ $role }) is in the bot now.
employees-button-new = ➕ Add
employees-choose-store = In which store does <b>{ $name }</b> work?
