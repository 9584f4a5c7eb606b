segments-title = 🎯 <b>Сегменты</b>
segments-clubs = 👥 <b>Клубы</b>
segments-line = { $title }: <b>{ $count }</b>
segments-open = { $count ->
    [one] 🎯 <b>{ $title }</b>: { $count } клиент
    [few] 🎯 <b>{ $title }</b>: { $count } клиента
    [many] 🎯 <b>{ $title }</b>: { $count } клиентов
   *[other] 🎯 <b>{ $title }</b>: { $count } клиента
}
segments-reachable = Можно написать: { $count }
segments-condition = <b>Условие</b>
    { $condition }
segments-offer = При попадании в сегмент: «{ $title }»
segments-button-broadcast = 📣 Написать им
segments-button-all = ‹ Сегменты
