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
program-applied = ✅ Готово, действует версия { $version }. Прошлые чеки не пересчитываются.
program-ask-undo = ↩️ Отменить версию { $version }? Вернётся так:
program-undone = ↩️ Готово: вернули прежние правила как версию { $version }.
program-cancelled = Хорошо, ничего не изменили.
program-button-apply = ✅ Применить
program-button-cancel = Отменить
program-button-undo = ↩️ Отменить последнее изменение
program-button-undo-yes = Да, вернуть как было
program-button-back = ‹ Правила
