broadcast-choose = 📣 Who shall we write to?
broadcast-ask-text = { $count ->
    [one] 📣 “{ $title }”: { $count } customer will get it.
   *[other] 📣 “{ $title }”: { $count } customers will get it.
}

    Send the text, up to { $limit } characters.
broadcast-too-long = The text is a little long: { $length } characters, and up to { $limit } fit. Please send a shorter one.
broadcast-preview = { $count ->
    [one] 📣 This is how { $count } customer of “{ $title }” will see it:
   *[other] 📣 This is how { $count } customers of “{ $title }” will see it:
}
broadcast-preview-rules = We write only to those who agreed to offers, outside quiet hours, and no more often than the program allows.
broadcast-button-send = ✅ Send · { $count }
broadcast-button-cancel = Cancel
broadcast-button-other = 🎯 Choose another segment
broadcast-button-refresh = 🔄 Refresh
broadcast-button-stop = ⏹ Stop
broadcast-nobody = There is nobody to write to in “{ $title }” right now: nobody agreed to offers, or they stopped the bot.
broadcast-cancelled = All right, nothing was sent.
broadcast-sending = 📣 Sending: “{ $title }”
broadcast-stopped = ⏹ Stopped: “{ $title }”
broadcast-done = ✅ Sent: “{ $title }”
broadcast-done-none = 📭 Reached nobody: “{ $title }”
broadcast-sent = Delivered: { $count }
broadcast-waiting = 🌙 Will go after the quiet hours: { $count }
broadcast-dropped = Not sent (changed their mind, written to lately): { $count }
broadcast-failed = Did not arrive: { $count }
broadcast-in-doubt = May or may not have arrived: { $count }
