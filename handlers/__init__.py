"""What a person does in Telegram, one module a noun: parse, call one service, show one screen."""
