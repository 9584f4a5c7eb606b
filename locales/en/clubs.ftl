clubs-title = 👥 <b>Clubs</b>
    Join those that are about you. It takes one tap, and so does leaving.
clubs-none = 👥 There are no clubs to join right now.
clubs-club = <b>{ $title }</b>
clubs-member = ✅ <b>{ $title }</b>: you are in since { $day }
clubs-gives = • { $what }
clubs-welcome = 🎁 For joining: { $points }
clubs-until = Until { $day }
clubs-joined = 👥 Welcome to the club!
clubs-joined-welcome = 🎁 Welcome to the club! { $points }
clubs-left = You have left the club. All you have earned stays yours.
clubs-button = 👥 Clubs
clubs-button-join = ➕ Join: { $title }
clubs-button-leave = ➖ Leave: { $title }
