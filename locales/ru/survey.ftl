survey-visit =
    <b>{ $store }</b>: как всё прошло?

    Оцените визит одним нажатием:
survey-visit-at =
    <b>{ $store }</b>, { $when }: как всё прошло?

    Оцените визит одним нажатием:
survey-employee =
    А теперь оцените того, кто вас обслужил: <b>{ $employee }</b>
survey-star = { $score } ⭐
survey-button-skip = Пропустить
survey-button-done = Без комментария
survey-glad = Спасибо за оценку! 💚
survey-sorry = Спасибо за честность. Нам жаль, что вышло не так, — мы обязательно разберёмся.
survey-comment = Хотите что-нибудь добавить? Просто напишите одним сообщением — его прочтёт управляющий.
survey-thanks = Спасибо! До новой встречи 💚
survey-thanks-comment = Спасибо, передали ваши слова управляющему 💚
survey-thanks-points = За ваш отзыв: <b>{ $points }</b>
survey-too-late = Этот опрос уже закрыт, но нам всё равно важно ваше мнение. Ждём вас снова!
survey-already = Ваш ответ уже у нас. Спасибо!
