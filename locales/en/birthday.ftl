birthday-ask =
    🎂 <b>When is your birthday?</b>

    Choose the month, or write the date, for example: February 14. No need to tell the year. The date is only for greetings and gifts.
birthday-wrong = We could not read this date. Choose the month, or write the day and the month, for example: February 14
birthday-choose-day = 🎂 <b>{ $month }</b>: which day?
birthday-confirm = 🎂 <b>{ $day }</b>: is it right?
birthday-rule = You can change the date once a year.
birthday-locked = You can choose another date from { $day }.
birthday-show = 🎂 Your birthday: <b>{ $day }</b>
birthday-none = 🎂 No birthday is set.
birthday-saved = 🎂 We will remember!
birthday-ask-remove = 🎂 Remove your birthday? We will forget it, and you can set it again in a year.
birthday-button-months = ‹ Months
birthday-button-save = ✅ Yes, it is
birthday-button-other = Choose another
birthday-button-change = ✏️ Change
birthday-button-remove = 🗑 Remove
birthday-button-remove-yes = Yes, remove
birthday-button-back = ‹ Birthday
