segments-title = 🎯 <b>Segments</b>
segments-clubs = 👥 <b>Clubs</b>
segments-line = { $title }: <b>{ $count }</b>
segments-open = { $count ->
    [one] 🎯 <b>{ $title }</b>: { $count } customer
   *[other] 🎯 <b>{ $title }</b>: { $count } customers
}
segments-reachable = Can be written to: { $count }
segments-condition = <b>Condition</b>
    { $condition }
segments-offer = On entering: “{ $title }”
segments-button-broadcast = 📣 Write to them
segments-button-all = ‹ Segments
