funnel-title = 🔻 <b>Where people come from</b>
funnel-empty = Nobody has come yet. Share the link to the bot, and the funnel will appear here.
funnel-line = <b>{ $source }</b>
    came { $started } → joined { $joined } → bought { $bought }
funnel-no-source = on their own
funnel-chart = The way to the first purchase
funnel-started = Came
funnel-agreed = Agreed
funnel-joined = Joined
funnel-bought = Bought
