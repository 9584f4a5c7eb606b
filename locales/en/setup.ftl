setup-start = 🚀 Six short questions, and your program is ready. Everything can be changed later.
setup-step = Question { $step } of { $steps }
setup-present = Now: { $answer }
setup-question-name = What is your place or shop called?
setup-question-place = Where are you? It decides the time. Choose or write a city.
setup-question-currency = Which currency do you sell in?
setup-question-points = What shall the points be called? Choose, or write the word for one and for many: <code>bean, beans</code>
setup-question-rate = How many per cent of a purchase shall come back as points?
setup-question-tiers = Would you like tiers: the more people buy, the more they get back?
setup-wrong-name = A name has one to sixty characters in one line. Please try again.
setup-wrong-place = We do not know this city. Write a big city nearby, for example “London” or Europe/London.
setup-wrong-currency = We do not know this currency. Write three letters, for example EUR.
setup-wrong-points = Write two words with a comma: for one and for many. For example: <code>point, points</code>
setup-wrong-rate = Write a number from 0 to 100, for example 5 or 7.5.
setup-wrong-tiers = Please choose one of the buttons.
setup-name-name = Name
setup-name-place = Place
setup-name-currency = Currency
setup-name-points = Points
setup-name-rate = Back in points
setup-name-tiers = Tiers
setup-answer = { $what }: <b>{ $answer }</b>
setup-summary = 🚀 Is everything right?
setup-done =
    🎉 <b>{ $program }</b> is running!

    Next: invite your staff and connect a till.
setup-cancelled = All right, nothing has changed.
setup-button-start = Start
setup-button-back = ‹ Back
setup-button-keep = Keep it
setup-button-cancel = Cancel
setup-button-confirm = ✅ Go
setup-button-employees = 🧑‍💼 Invite staff
setup-button-merchants = 🔑 Connect a till
