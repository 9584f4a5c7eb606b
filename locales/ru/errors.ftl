errors-other = Не получилось. Попробуйте ещё раз или вернитесь в меню.
errors-unknown-command = Не получилось понять. Всё, что можно сделать, есть в меню.
errors-stale-button = Эта кнопка уже не действует. Откройте меню: /menu
errors-already-done = Уже сделано.
errors-internal = Что-то сломалось у нас. Мы уже знаем об этом. Попробуйте, пожалуйста, через минуту.
errors-reference = Номер обращения: <code>{ $reference }</code>
errors-too-many = { $seconds ->
    [one] Слишком быстро. Подождите, пожалуйста, { $seconds } секунду.
    [few] Слишком быстро. Подождите, пожалуйста, { $seconds } секунды.
    [many] Слишком быстро. Подождите, пожалуйста, { $seconds } секунд.
   *[other] Слишком быстро. Подождите, пожалуйста, { $seconds } секунды.
}
errors-forbidden = Это доступно только сотрудникам и администраторам.
errors-not-joined = Сначала вступите в программу — это займёт минуту.
errors-unknown-customer = Такого клиента нет. Проверьте номер.
errors-unknown-employee = Такого сотрудника нет.
errors-unknown-merchant = Такой кассы нет.
errors-unknown-store = Такой точки нет.
errors-unknown-segment = Такого сегмента нет.
errors-unknown-campaign = Такой рассылки нет.
errors-too-many-codes = Слишком много неверных кодов подряд. Подождите минуту.
errors-invite-invalid = Эта ссылка уже использована или устарела. Попросите у администратора новую.
errors-program-changed = Пока вы думали, правила изменил кто-то ещё. Посмотрите их и попробуйте снова.
errors-nothing-to-undo = Отменять нечего: это первая версия.
errors-other-program = Этот файл описывает другую программу.
errors-already-joined = Вы уже в программе.
errors-terms-changed = Правила только что обновились. Прочтите их, пожалуйста, ещё раз.
errors-already-decided = По этому запросу уже всё решено.
errors-birthday-set = День рождения можно менять раз в год.
errors-campaign-stopped = Эта рассылка уже остановлена.
errors-no-account = У этого клиента нет аккаунта в Telegram.
errors-not-yours = Это может сделать только владелец.
errors-terms-needed = Сначала, пожалуйста, согласитесь с правилами программы.
errors-text-empty = Текст пустой. Напишите что-нибудь.
errors-text-too-long = Текст длинноват. Пришлите короче.
errors-text-unreadable = В тексте есть знаки, которые нельзя отправить. Наберите его заново.
errors-too-many-lookups = Слишком много поисков подряд. Подождите минуту.
errors-unknown-card = Такой карты нет. Проверьте номер.
errors-unknown-code = Этот код не подошёл. Попросите клиента обновить карту: код живёт полторы минуты.
errors-unknown-hold = Этот вопрос уже закрыт.
errors-unknown-move = Этот запрос уже не действует.
errors-unknown-phone = Клиента с таким телефоном нет.
errors-unknown-version = Такой версии правил нет.
errors-merchant-exists = Касса с таким названием уже есть. Выберите другое.
errors-merchant-name = Название кассы — в одну строку, не слишком длинное. Попробуйте ещё раз.
errors-program-file-key = Такого места в правилах нет.
errors-program-file-not-editable = Это место кнопками не изменить. Пришлите файл программы с правкой.
errors-survey-answered = Ваш ответ уже у нас. Спасибо!
errors-survey-too-late = Этот опрос уже закрыт.
errors-score-invalid = Оценка — от одной до пяти звёзд. Нажмите одну из кнопок.
errors-program-file-invalid = В этом файле ошибки, поэтому применить его нельзя.
errors-customer-not-joined = Этот клиент ещё не вступил в программу.
errors-grant-points = За один раз можно начислить от 1 до { $most }.
errors-grant-reason = Причина — одна строка до { $most } знаков.
errors-currency-in-use = Уже есть чеки в { $currency }, поэтому валюта остаётся.
errors-own-dismissal = Себя из списка не убрать. Попросите другого администратора.
errors-value-invalid = Не получилось прочитать. Попробуйте ещё раз.
errors-setup-answer = Не получилось прочитать. Попробуйте ещё раз.
