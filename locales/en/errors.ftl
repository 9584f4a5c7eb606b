errors-other = That did not work. Please try again or go back to the menu.
errors-unknown-command = Sorry, I did not get that. Here is the menu with all that I can do.
errors-stale-button = This button does not work any more. Open the menu: /menu
errors-already-done = Done already.
errors-internal = Something broke on our side. We know about it already. Please try again in a minute.
errors-reference = Reference: <code>{ $reference }</code>
errors-too-many = { $seconds ->
    [one] That was a little fast. Please wait { $seconds } second.
   *[other] That was a little fast. Please wait { $seconds } seconds.
}
errors-forbidden = Only staff and admins can do this.
errors-not-joined = Please join the program first. It takes a minute.
errors-unknown-customer = There is no such customer. Check the number.
errors-unknown-employee = There is no such employee.
errors-unknown-merchant = There is no such till.
errors-unknown-store = There is no such store.
errors-unknown-segment = There is no such segment.
errors-unknown-offer = This offer is over.
errors-unknown-campaign = There is no such broadcast.
errors-unknown-invitation = This survey is closed.
errors-not-enough-points = There are not enough points on the account.
errors-code-unknown = This code did not work. Ask the customer to refresh the card: a code lives for a minute and a half.
errors-code-expired = This code is too old. Ask the customer to refresh the card.
errors-too-many-codes = Too many wrong codes in a row. Please wait a minute.
errors-invite-invalid = This link was used already or is too old. Please ask an admin for a new one.
errors-program-changed = Somebody else changed the rules meanwhile. Have a look and try again.
errors-nothing-to-undo = There is nothing to undo: this is the first version.
errors-other-program = This file describes another program.
errors-program-file-invalid = This file has mistakes, so it cannot be applied.
errors-already-joined = You are in the program already.
errors-already-answered = We have your answer already. Thank you!
errors-survey-over = This survey is closed.
errors-terms-changed = The terms have just changed. Please read them once more.
