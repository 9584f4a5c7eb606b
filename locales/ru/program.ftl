program-show =
    📐 <b>{ $program }</b>, версия { $version }
    { $when }, { $who }

    Выберите, что изменить, или пришлите файл программы — покажем разницу.
program-part = 📐 <b>{ $part }</b>
program-part-rates = Начисление
program-part-tiers = Уровни
program-part-texts = Тексты
program-part-stores = Точки
program-part-employees = Сотрудники
program-part-survey = Опрос
program-item = { $title }: <b>{ $value }</b>
program-ask-value = ✏️ <b>{ $title }</b>

    Пришлите новое значение. Сейчас:
program-variables = Можно использовать: { $names }
program-difference = { $count ->
    [one] 📐 Изменится { $count } место:
    [few] 📐 Изменятся { $count } места:
    [many] 📐 Изменятся { $count } мест:
   *[other] 📐 Изменится { $count } места:
}
program-more = … и ещё { $count }
program-warning = ⚠️ { $words }
program-same = Всё так и есть: менять нечего.
program-problems = { $count ->
    [one] ⚠️ В файле { $count } ошибка, поэтому применить его нельзя:
    [few] ⚠️ В файле { $count } ошибки, поэтому применить его нельзя:
    [many] ⚠️ В файле { $count } ошибок, поэтому применить его нельзя:
   *[other] ⚠️ В файле { $count } ошибки, поэтому применить его нельзя:
}
program-cannot = ⚠️ Так не получится:
program-applied = ✅ Готово, действует версия { $version }. Прошлые чеки не пересчитываются.
program-ask-undo = ↩️ Отменить версию { $version }? Вернётся так:
program-undone = ↩️ Готово: вернули прежние правила как версию { $version }.
program-cancelled = Хорошо, ничего не изменили.
program-button-apply = ✅ Применить
program-button-cancel = Отменить
program-button-undo = ↩️ Отменить последнее изменение
program-button-undo-yes = Да, вернуть как было
program-button-back = ‹ Правила
program-button-file = 📄 Скачать файл
program-button-add = ➕ Добавить
program-button-remove = 🗑 Убрать
program-button-list = ‹ К списку
program-choice-usual = ↩️ Обычный текст
program-not-a-file = Файл программы — это текстовый файл (TOML, UTF-8) до 256 КБ. Пришлите его документом.
program-ask-tiers = ➕ Как назвать новый уровень? Пришлите название.
program-ask-stores = ➕ Как называется новая точка? Пришлите название.
program-ask-employees = ➕ Как зовут нового сотрудника? Пришлите имя, которое увидят гости.
program-entry-tier = порог: { $amount }, сверху { $bonus }
program-yes = да
program-no = нет
program-span-days = { $count ->
    [one] { $count } день
    [few] { $count } дня
    [many] { $count } дней
   *[other] { $count } дня
}
program-span-hours = { $count ->
    [one] { $count } час
    [few] { $count } часа
    [many] { $count } часов
   *[other] { $count } часа
}
program-span-minutes = { $count ->
    [one] { $count } минута
    [few] { $count } минуты
    [many] { $count } минут
   *[other] { $count } минуты
}
program-span-seconds = { $count ->
    [one] { $count } секунда
    [few] { $count } секунды
    [many] { $count } секунд
   *[other] { $count } секунды
}
program-span-months = { $count ->
    [one] { $count } месяц
    [few] { $count } месяца
    [many] { $count } месяцев
   *[other] { $count } месяца
}
program-span-never = никогда
program-field-base_rate = Возвращаем с покупки
program-field-welcome = Подарок за вступление
program-field-minor_units_per_point = Один балл оплачивает
program-field-pending = Баллы приходят через
    .money = Кешбэк приходит через
program-field-expire_after = Баллы сгорают через
    .money = Кешбэк сгорает через
program-field-title = Название
program-field-from = От суммы покупок
program-field-bonus = Сверх базовой ставки
program-field-name = Название или имя
program-field-timezone = Часовой пояс
program-field-address = Адрес
program-field-role = Роль
program-field-store = Точка
program-field-enabled = Спрашивать после покупки
program-field-delay = Спрашивать через
program-field-rest_days = Не чаще, чем раз в
program-field-thank_points = Подарок за ответ
program-field-low_score = Низкая оценка — это до
program-text-join-welcome = Приветствие
program-text-join-done = После вступления
program-text-join-done-card = Как пользоваться картой
program-text-card-hint = Под картой
program-text-offers-none = Предложений нет
program-text-survey-glad = Хорошая оценка
program-text-survey-sorry = Низкая оценка
program-text-survey-comment = Просьба о комментарии
program-text-survey-thanks = Спасибо за ответ
program-text-survey-too-late = Опрос закрыт
program-wrong-whole = Не получилось прочитать. Напишите целое число без знаков, например 100.
program-wrong-points = Напишите целое число баллов без знаков, например 500.
    .money = Напишите сумму без знаков, например 500 или 12,50.
program-wrong-visits = Напишите целое число визитов без знаков, например 10.
program-wrong-rate = Напишите число от 0 до 100, не больше двух знаков после запятой, например 5 или 7,5.
program-wrong-money = Напишите сумму, например 500 или 99,50.
program-wrong-worth = Напишите сумму больше нуля, например 1 или 0,50.
program-wrong-span = Напишите число и единицу, например 30 мин, 2 ч или 14 дней.
program-wrong-span-or-none = Напишите число дней, например 365, или выберите «никогда».
program-wrong-line = Название — до 200 знаков, в одну строку. Попробуйте ещё раз.
program-wrong-text = Текст — до 2000 знаков, без особых символов. Попробуйте ещё раз.
program-wrong-switch = Выберите один из вариантов кнопкой.
program-wrong-role = Выберите один из вариантов кнопкой.
program-wrong-store = Выберите один из вариантов кнопкой.
program-wrong-score = Выберите один из вариантов кнопкой.
program-wrong-zone = Не нашли такой город. Напишите большой город рядом, например «Москва» или Europe/Moscow.
