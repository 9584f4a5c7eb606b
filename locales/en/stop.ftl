stop-ask =
    Stop sending you offers, news and surveys?

    Your card and points stay with you, and we will still tell you about points that come and go.
    .money =
        Stop sending you offers, news and surveys?

        Your card and its balance stay with you, and we will still tell you about money that comes and goes.
stop-done = Done, we will not send them any more. Your card and points are safe, and you can turn messages on again in the settings.
    .money = Done, we will not send them any more. Your card and its balance are safe, and you can turn messages on again in the settings.
stop-button-confirm = 🔕 Yes, stop
stop-button-settings = ⚙️ Settings
