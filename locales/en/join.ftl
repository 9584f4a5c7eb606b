join-welcome = 👋 Welcome to <b>{ $program }</b>!
join-benefit-rate = • get { $rate } back on every purchase
join-benefit-welcome = • a gift for joining: { $points }
join-benefit-tiers = • the more you visit, the higher your tier: { $tiers }
join-benefit-offers = • personal offers, only if you want them
join-button-start = ✨ Join
join-language = Which language do you prefer?
join-consent =
    <b>The terms of { $program }</b>

    To join, please read them and agree.
join-consent-version = Version: { $version }
join-button-agree = ✅ I agree to the terms
join-button-terms = 📄 Read the terms
join-marketing =
    Would you like personal offers and news from <b>{ $program }</b>?

    It is up to you: points add up without them too. You can change your mind in the settings at any time.
    .money =
        Would you like personal offers and news from <b>{ $program }</b>?

        It is up to you: money comes back without them too. You can change your mind in the settings at any time.
join-button-marketing-yes = Yes, please
join-button-marketing-no = No, thanks
join-contact =
    One last step: please share your phone number.

    We will find purchases that you have already made, and you can give the number at the till. Tap the button below 👇
join-button-contact = 📱 Share my number
join-contact-other =
    This looks like somebody else's contact. A card is made only for your own number, so that nobody else gets your points.

    Please tap “Share my number” below 👇
    .money =
        This looks like somebody else's contact. A card is made only for your own number, so that nobody else gets your money.

        Please tap “Share my number” below 👇
join-contact-typed =
    Thank you! But we cannot check a typed number. Please tap “Share my number” below, and Telegram will confirm that it is yours 👇
join-contact-unusable =
    We could not read this number. Please try the button below again, or ask a member of staff 👇
join-done = 🎉 You are in: welcome to <b>{ $program }</b>!
join-done-claimed = We found your earlier purchases. Already on your account: <b>{ $points }</b>
join-done-welcome = A gift for joining: <b>{ $points }</b>
join-done-card = Show your card at the till, and the points will come by themselves.
    .money = Show your card at the till, and money comes back by itself.
join-done-before = 👌 We have your number already: you are in <b>{ $program }</b>.
