clubs-title = 👥 <b>Клубы</b>
    Вступайте в те, что про вас. Вступить и выйти — одно нажатие.
clubs-none = 👥 Сейчас нет клубов, в которые можно вступить.
clubs-club = <b>{ $title }</b>
clubs-member = ✅ <b>{ $title }</b>: вы в клубе с { $day }
clubs-gives = • { $what }
clubs-welcome = 🎁 За вступление: { $points }
clubs-until = До { $day }
clubs-joined = 👥 Добро пожаловать в клуб!
clubs-joined-welcome = 🎁 Добро пожаловать в клуб! { $points }
clubs-left = Вы вышли из клуба. Всё накопленное остаётся у вас.
clubs-button = 👥 Клубы
clubs-button-join = ➕ Вступить: { $title }
clubs-button-leave = ➖ Выйти: { $title }
