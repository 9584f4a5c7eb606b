"""The methods that the stand-in knows, by name in small letters, as Telegram reads them."""

import inspect
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from sandbox.telegram import editing, invoices, payments, profile, receiving, sending, subscriptions
from sandbox.telegram.calls import Call
from sandbox.telegram.rules import Answer, refuse

if TYPE_CHECKING:
    from sandbox.telegram.standin import StandIn

Method = Callable[["StandIn", Call], object | Awaitable[object]]
_log = logging.getLogger(__name__)

METHODS: dict[str, Method] = {
    "getme": profile.get_me,
    "getupdates": receiving.get_updates,
    "setwebhook": receiving.set_webhook,
    "deletewebhook": receiving.delete_webhook,
    "getwebhookinfo": receiving.get_webhook_info,
    "sendmessage": sending.send_message,
    "sendphoto": sending.send_photo,
    "senddocument": sending.send_document,
    "sendchataction": sending.send_chat_action,
    "copymessage": sending.copy_message,
    "forwardmessage": sending.forward_message,
    "editmessagetext": editing.edit_message_text,
    "editmessagecaption": editing.edit_message_caption,
    "editmessagereplymarkup": editing.edit_message_reply_markup,
    "editmessagemedia": editing.edit_message_media,
    "deletemessage": editing.delete_message,
    "deletemessages": editing.delete_messages,
    "pinchatmessage": editing.pin_chat_message,
    "unpinchatmessage": editing.unpin_chat_message,
    "unpinallchatmessages": editing.unpin_all_chat_messages,
    "setmessagereaction": editing.set_message_reaction,
    "answercallbackquery": editing.answer_callback_query,
    "setmycommands": profile.set_my_commands,
    "getmycommands": profile.get_my_commands,
    "deletemycommands": profile.delete_my_commands,
    "setmyname": partial(profile.set_text, what="name"),
    "getmyname": partial(profile.get_text, what="name"),
    "setmydescription": partial(profile.set_text, what="description"),
    "getmydescription": partial(profile.get_text, what="description"),
    "setmyshortdescription": partial(profile.set_text, what="short_description"),
    "getmyshortdescription": partial(profile.get_text, what="short_description"),
    "setchatmenubutton": profile.set_chat_menu_button,
    "getchatmenubutton": profile.get_chat_menu_button,
    "getchat": receiving.get_chat,
    "getchatmember": receiving.get_chat_member,
    "getfile": receiving.get_file,
    "sendinvoice": invoices.send_invoice,
    "createinvoicelink": invoices.create_invoice_link,
    "answerprecheckoutquery": payments.answer_pre_checkout_query,
    "refundstarpayment": payments.refund_star_payment,
    "edituserstarsubscription": subscriptions.edit_user_star_subscription,
    "getmystarbalance": payments.get_my_star_balance,
    "getstartransactions": payments.get_star_transactions,
}


async def run(world: "StandIn", call: Call) -> Answer:
    """Run a method. Raises TelegramError: what is wrong with the call, or 404 when there is no such method."""
    method = METHODS.get(call.method.lower())
    if method is None:
        _log.warning("the sandbox has no method %s", call.method)
        raise refuse("method")
    result = method(world, call)
    if inspect.isawaitable(result):
        result = await result
    return result if isinstance(result, Answer) else Answer(result)
