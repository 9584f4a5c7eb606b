merchants-list = { $count ->
    [0] 🔑 Касс пока нет. Добавьте первую — и получите ключ для неё.
   *[other] 🔑 <b>Кассы и магазины</b>
}
merchants-button-new = ➕ Добавить
merchants-button-all = ‹ Кассы и ключи
merchants-button-rotate = 🔄 Заменить ключ
merchants-button-rotate-yes = Да, заменить
merchants-open = 🔑 <b>{ $name }</b>
merchants-key-made = Ключ создан { $day }
merchants-key-hint = Ключ оканчивается на …{ $hint }
merchants-ask-name = Как назвать кассу или магазин? Пришлите название.
merchants-key = 🔑 <b>{ $name }</b>, ключ:
merchants-address = Адрес для чеков: { $address }
merchants-key-once = Сохраните его сейчас: второй раз показать не сможем. Потом удалите это сообщение.
merchants-rotate = <b>{ $name }</b>: заменить ключ? Прежний перестанет работать сразу, и касса с ним остановится.
