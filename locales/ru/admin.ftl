admin-menu = 📊 <b>{ $program }</b>

    Что посмотрим или изменим?
admin-back = ‹ Управление
admin-button-setup = 🚀 Настройка
admin-button-stats = 📈 Показатели
admin-button-segments = 🎯 Сегменты
admin-button-customer = 👤 Клиент
admin-button-broadcast = 📣 Рассылка
admin-button-employees = 🧑‍💼 Сотрудники
admin-button-merchants = 🔑 Кассы и ключи
admin-button-program = 📐 Правила
admin-button-settlement = 🤝 Расчёты
admin-button-audit = 🗒 Журнал
admin-button-promo = 🏷 Промокоды
admin-button-giftcards = 💝 Подарочные карты
