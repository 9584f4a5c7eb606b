merchants-list = { $count ->
    [0] 🔑 No tills yet. Add the first one to get its key.
   *[other] 🔑 <b>Tills and shops</b>
}
merchants-button-new = ➕ Add
merchants-button-all = ‹ Tills and keys
merchants-button-rotate = 🔄 Replace the key
merchants-button-rotate-yes = Yes, replace
merchants-open = 🔑 <b>{ $name }</b>
merchants-key-made = Key made on { $day }
merchants-key-hint = The key ends in …{ $hint }
merchants-ask-name = What is the till or shop called? Send its name.
merchants-key = 🔑 The key of <b>{ $name }</b>:
merchants-address = Send receipts to: { $address }
merchants-key-once = Save it now: we cannot show it again. Then delete this message.
merchants-rotate = Replace the key of <b>{ $name }</b>? The old one stops working at once, and so does the till that uses it.
