birthday-ask =
    🎂 <b>Когда у вас день рождения?</b>

    Выберите месяц или напишите дату, например: 14.02. Год можно не называть. Дата нужна только для поздравлений и подарков.
birthday-wrong = Не получилось прочитать дату. Выберите месяц или напишите день и месяц, например: 14.02
birthday-choose-day = 🎂 <b>{ $month }</b>: какое число?
birthday-confirm = 🎂 <b>{ $day }</b> — всё верно?
birthday-rule = Изменить дату можно раз в год.
birthday-locked = С { $day } можно будет указать другую дату.
birthday-show = 🎂 Ваш день рождения: <b>{ $day }</b>
birthday-none = 🎂 День рождения не указан.
birthday-saved = 🎂 Запомнили!
birthday-ask-remove = 🎂 Убрать день рождения? Мы его забудем, а указать снова можно будет через год.
birthday-button-months = ‹ Месяцы
birthday-button-save = ✅ Да, верно
birthday-button-other = Выбрать другую
birthday-button-change = ✏️ Изменить
birthday-button-remove = 🗑 Убрать
birthday-button-remove-yes = Да, убрать
birthday-button-back = ‹ День рождения
