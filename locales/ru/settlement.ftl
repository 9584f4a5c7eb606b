settlement-ask = 🤝 <b>Расчёты</b>

    Кто кому должен за баллы, которые получены у одного участника, а потрачены у другого. За какой месяц?
    .money = 🤝 <b>Расчёты</b>

        Кто кому должен за деньги, которые вернул один участник, а потратили у другого. За какой месяц?
settlement-title = 🤝 <b>{ $month }</b>
settlement-owes = · { $debtor } → { $creditor }: <b>{ $money }</b>
settlement-nothing = Никто никому не должен.
settlement-points = <b>Баллы</b>
    .money = <b>С баланса</b>
settlement-spent = Потрачено: { $points }
settlement-elsewhere = Из них не там, где получены: { $points }
settlement-outstanding = <b>На руках у клиентов в конце</b>
settlement-position = · { $name }: { $points } ({ $money }), сгорело: { $expired }
    .money = · { $name }: { $points }, сгорело: { $expired }
settlement-no-points = Баллов нет.
    .money = Ничего нет.
settlement-more = … и ещё { $count } в таблице
settlement-program = программа
settlement-chart = Кто получает и кто платит
settlement-button-file = 📄 Таблица
settlement-button-months = ‹ Месяцы
settlement-sheet-owed = Кто кому должен
settlement-sheet-points = Баллы
    .money = Потрачено с баланса
settlement-sheet-money = Деньги
settlement-sheet-flows = Кто выдал и кто принял
settlement-sheet-outstanding = Баллы на руках
    .money = Балансы на руках
settlement-head-debtor = Кто платит
settlement-head-creditor = Кто получает
settlement-head-money = Деньги
settlement-head-total = Итого
settlement-head-corner = Получены ↓ потрачены →
settlement-head-issuer = Где получены
settlement-head-acceptor = Где потрачены
settlement-head-spent = Потрачено
settlement-head-restored = Вернули возвраты
settlement-head-reclaimed = Изъято за принявшего
settlement-head-opening = На начало
settlement-head-issued = Выдано
settlement-head-revoked = Изъято
settlement-head-expired = Сгорело
settlement-head-closing = На конец
settlement-head-worth = Стоят
