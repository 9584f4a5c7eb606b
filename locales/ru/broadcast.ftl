broadcast-choose = 📣 Кому напишем?
broadcast-ask-text = { $count ->
    [one] 📣 «{ $title }»: сообщение получит { $count } клиент.
    [few] 📣 «{ $title }»: сообщение получат { $count } клиента.
    [many] 📣 «{ $title }»: сообщение получат { $count } клиентов.
   *[other] 📣 «{ $title }»: сообщение получат { $count } клиента.
}

    Пришлите текст — до { $limit } знаков.
broadcast-too-long = Текст длинноват: { $length } знаков, а можно до { $limit }. Пришлите короче.
broadcast-preview = { $count ->
    [one] 📣 Так это увидит { $count } клиент из «{ $title }»:
    [few] 📣 Так это увидят { $count } клиента из «{ $title }»:
    [many] 📣 Так это увидят { $count } клиентов из «{ $title }»:
   *[other] 📣 Так это увидят { $count } клиента из «{ $title }»:
}
broadcast-preview-rules = Пишем только тем, кто согласился на предложения, не в тихие часы и не чаще, чем разрешает программа.
broadcast-button-send = ✅ Отправить · { $count }
broadcast-button-cancel = Отменить
broadcast-button-other = 🎯 Выбрать другой сегмент
broadcast-button-refresh = 🔄 Обновить
broadcast-button-stop = ⏹ Остановить
broadcast-nobody = В «{ $title }» сейчас некому писать: никто не согласился на предложения или бот остановлен.
broadcast-cancelled = Хорошо, ничего не отправили.
broadcast-sending = 📣 Отправляем: «{ $title }»
broadcast-stopped = ⏹ Остановлено: «{ $title }»
broadcast-done = ✅ Отправлено: «{ $title }»
broadcast-done-none = 📭 Никому не отправили: «{ $title }»
broadcast-sent = Доставлено: { $count }
broadcast-waiting = 🌙 Уйдут после тихих часов: { $count }
broadcast-dropped = Не отправляли (передумали, недавно писали): { $count }
broadcast-failed = Не дошло: { $count }
broadcast-in-doubt = Неизвестно, дошло ли: { $count }
