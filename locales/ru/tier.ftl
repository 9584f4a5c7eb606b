tier-current = ⭐ Ваш уровень: <b>{ $tier }</b>
tier-none = ⭐ У вас пока нет уровня — он появится с покупками.
tier-bonus = Дополнительно { $rate } бонусами с каждой покупки
tier-next = Дальше: <b>{ $tier }</b>
tier-missing = Осталось покупок на { $money }
tier-top = Это самый высокий уровень. Спасибо, что вы с нами!
tier-raised = 🎉 Поздравляем! Теперь ваш уровень: <b>{ $tier }</b>
tier-lowered = Ваш уровень теперь: <b>{ $tier }</b>
tier-lost = Ваш уровень больше не действует. Новые покупки вернут его.
tier-visits = { $count ->
    [one] { $count } визит
    [few] { $count } визита
   *[many] { $count } визитов
}
