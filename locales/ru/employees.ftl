employees-title = 🧑‍💼 <b>Сотрудники</b>
employees-none = Пока никого. Добавьте сотрудников в правилах программы.
employees-line = <b>{ $name }</b> · { $about }
employees-score = { $count ->
    [one] ⭐ { $average } · { $count } оценка
    [few] ⭐ { $average } · { $count } оценки
    [many] ⭐ { $average } · { $count } оценок
   *[other] ⭐ { $average } · { $count } оценки
}
employees-no-ratings = ⭐ пока без оценок
employees-waiting = ✉️ ещё не подключился по ссылке
employees-button-all = ‹ Сотрудники
employees-button-role = Роль
employees-button-invite = ✉️ Ссылка-приглашение
employees-button-dismiss = Убрать из списка
employees-button-dismiss-yes = Да, убрать
employees-choose-role = <b>{ $name }</b>: какая роль?
employees-invite = { $days ->
    [one] ✉️ Отправьте эту ссылку: <b>{ $name }</b>. Она сработает один раз и действует { $days } день.
    [few] ✉️ Отправьте эту ссылку: <b>{ $name }</b>. Она сработает один раз и действует { $days } дня.
    [many] ✉️ Отправьте эту ссылку: <b>{ $name }</b>. Она сработает один раз и действует { $days } дней.
   *[other] ✉️ Отправьте эту ссылку: <b>{ $name }</b>. Она сработает один раз и действует { $days } дня.
}

    { $link }
employees-role-changed = ✅ <b>{ $name }</b> теперь { $role }
employees-dismiss = <b>{ $name }</b>: убрать из списка? Доступ закроется сразу, оценки и чеки останутся.
employees-dismissed = <b>{ $name }</b> больше не в списке.
employees-joined = 👋 <b>{ $name }</b> ({ $role }) теперь в боте.
employees-button-new = ➕ Добавить
employees-choose-store = В какой точке работает <b>{ $name }</b>?
