admin-menu = 📊 <b>{ $program }</b>

    What shall we look at or change?
admin-back = ‹ Manage
admin-button-setup = 🚀 Setup
admin-button-stats = 📈 Numbers
admin-button-segments = 🎯 Segments
admin-button-customer = 👤 Customer
admin-button-broadcast = 📣 Broadcast
admin-button-employees = 🧑‍💼 Staff
admin-button-merchants = 🔑 Tills and keys
admin-button-program = 📐 Rules
admin-button-settlement = 🤝 Settlement
admin-button-audit = 🗒 Journal
admin-button-promo = 🏷 Promo codes
admin-button-giftcards = 💝 Gift cards
