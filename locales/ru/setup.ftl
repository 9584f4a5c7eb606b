setup-start = 🚀 Шесть коротких вопросов — и программа заработает. Всё можно поменять потом.
setup-step = Вопрос { $step } из { $steps }
setup-present = Сейчас: { $answer }
setup-question-name = Как называется ваше заведение или магазин?
setup-question-place = Где вы находитесь? От этого зависит время. Выберите или напишите город.
setup-question-currency = В какой валюте вы продаёте?
setup-question-points = Как будут называться бонусы? Выберите или напишите три формы через запятую: <code>зерно, зерна, зёрен</code>
setup-question-rate = Сколько процентов покупки возвращать бонусами?
setup-question-tiers = Нужны ли уровни: чем больше покупают, тем больше возвращаем?
setup-wrong-name = Название — от одного до шестидесяти знаков, в одну строку. Попробуйте ещё раз.
setup-wrong-place = Не нашли такой город. Напишите большой город рядом, например «Москва» или Europe/Moscow.
setup-wrong-currency = Не узнали валюту. Напишите три буквы, например RUB.
setup-wrong-points = Нужны три слова через запятую: для одного, для двух и для пяти. Например: <code>балл, балла, баллов</code>
setup-wrong-rate = Напишите число от 0 до 100, например 5 или 7,5.
setup-wrong-tiers = Выберите один из вариантов кнопкой.
setup-name-name = Название
setup-name-place = Место
setup-name-currency = Валюта
setup-name-points = Бонусы
setup-name-rate = Возвращаем
setup-name-tiers = Уровни
setup-answer = { $what }: <b>{ $answer }</b>
setup-summary = 🚀 Проверьте, всё ли так:
setup-done =
    🎉 <b>{ $program }</b> работает!

    Дальше: пригласите сотрудников и подключите кассу.
setup-cancelled = Хорошо, ничего не изменили.
setup-button-start = Начать
setup-button-back = ‹ Назад
setup-button-keep = Оставить как есть
setup-button-cancel = Отменить
setup-button-confirm = ✅ Запустить
setup-button-employees = 🧑‍💼 Пригласить сотрудников
setup-button-merchants = 🔑 Подключить кассу
