audit-title = 🗒 <b>Журнал</b>
audit-empty = Пока пусто.
audit-line = <i>{ $when }</i>
    { $what }
audit-actor-telegram = администратор { $id }
audit-actor-merchant = касса { $id }
audit-actor-command-line = командная строка
audit-actor-sandbox = песочница
audit-nameless = клиент
audit-customer = { $name }, карта { $card }
audit-more = и ещё { $count }
audit-did-other = { $who }: { $what } ({ $target })
audit-did-grant = { $who } начисляет { $points }. Кому: { $customer }. За что: «{ $reason }»
audit-did-program-apply = { $who } вводит версию правил { $target }: { $changes }
audit-did-program-first = { $who } вводит версию правил { $target }
audit-did-staff-invite = { $who } выпускает ссылку-приглашение. Кому: { $employee }
audit-did-staff-join = { $employee } теперь в боте: приглашение сработало
audit-did-merchant-create = { $who } добавляет кассу «{ $target }» с ключом
audit-did-merchant-rotate-key = { $who } меняет ключ кассы «{ $target }»
audit-did-hook-create = { $who } создаёт вебхук ({ $vendor }) для кассы «{ $target }»
audit-did-hook-delete = { $who } удаляет вебхук ({ $vendor }) кассы «{ $target }»
audit-did-settlement-export = { $who } скачал расчёты за { $target }
audit-did-campaign-create = { $who } пишет рассылку { $target } для «{ $segment }»
audit-did-campaign-start = { $count ->
    [one] { $who } отправляет рассылку { $target } для «{ $segment }»: { $count } клиент
    [few] { $who } отправляет рассылку { $target } для «{ $segment }»: { $count } клиента
    [many] { $who } отправляет рассылку { $target } для «{ $segment }»: { $count } клиентов
   *[other] { $who } отправляет рассылку { $target } для «{ $segment }»: { $count } клиента
}
audit-did-campaign-stop = { $who } останавливает рассылку { $target } для «{ $segment }»
audit-did-campaign-drop = { $who } отменяет черновик рассылки { $target } для «{ $segment }»
audit-did-customer-open = { $who } открывает профиль: { $customer }
audit-did-customer-tier = { $who }: уровень «{ $tier }» до { $until } в подарок — { $customer }
audit-did-customer-tier-always = { $who }: уровень «{ $tier }» навсегда в подарок — { $customer }
audit-did-customer-payment-refund = { $who }: вернуть платёж через Telegram — { $customer }
audit-did-customer-payment-refund-money = { $who }: платёж записан как возвращённый — { $customer }
audit-did-customer-membership-stop = { $who }: подписка закончена — { $customer }
audit-did-customer-tier-taken = { $who }: подаренный уровень «{ $tier }» больше не действует — { $customer }
audit-did-customer-transfer-undo = { $who }: отмена передачи, { $points } вернулось: { $customer }
audit-did-customer-lookup = { $who } ищет по телефону и находит: { $customer }
audit-did-customer-lookup-nobody = { $who } ищет по телефону: такого клиента нет
audit-did-customer-wrong-code = { $who } вводит неверный код клиента
audit-did-contact-moved = { $who } разрешает перенести карту на другой аккаунт: { $customer }
audit-did-contact-refused = { $who } не разрешает перенести карту на другой аккаунт: { $customer }
audit-did-promo-make = { $count ->
    [one] { $who }: сделан { $count } промокод { $target }
    [few] { $who }: сделаны { $count } промокода { $target }
    [many] { $who }: сделано { $count } промокодов { $target }
   *[other] { $who }: сделано { $count } промокода { $target }
}
audit-did-promo-stop = { $who }: промокоды { $target } остановлены
audit-did-gift-card-stop = { $who }: подарочная карта { $target } остановлена
audit-did-gift-card-wrong-code = { $who }: код подарочной карты, которой нет
