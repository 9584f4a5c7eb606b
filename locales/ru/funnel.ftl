funnel-title = 🔻 <b>Откуда приходят</b>
funnel-empty = Пока никто не заходил. Разместите ссылку на бота — и здесь появится воронка.
funnel-line = <b>{ $source }</b>
    зашли { $started } → вступили { $joined } → купили { $bought }
funnel-no-source = сами
funnel-chart = Путь до первой покупки
funnel-started = Зашли
funnel-agreed = Согласились
funnel-joined = Вступили
funnel-bought = Купили
