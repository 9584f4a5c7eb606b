audit-title = 🗒 <b>Журнал</b>
audit-empty = Пока пусто.
audit-line = <i>{ $when }</i> · { $actor }
    { $what }
audit-action-grant = начисление
audit-action-program-apply = новые правила
audit-action-program-undo = возврат прежних правил
audit-action-staff-invite = приглашение сотрудника
audit-action-staff-join = сотрудник подключился
audit-action-staff-role = новая роль
audit-action-staff-dismiss = сотрудник убран
audit-action-merchant-create = новая касса
audit-action-merchant-rotate-key = замена ключа
audit-action-campaign-start = рассылка
audit-action-campaign-stop = рассылка остановлена
audit-action-customer-open = просмотр клиента
audit-action-customer-lookup = поиск по телефону
audit-action-contact-move = перенос карты
