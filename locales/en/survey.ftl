survey-visit =
    How was your visit to <b>{ $store }</b>?

    Rate it with one tap:
survey-visit-at =
    How was your visit to <b>{ $store }</b> ({ $when })?

    Rate it with one tap:
survey-employee =
    You were served by <b>{ $employee }</b>. How did they do?
survey-star = { $score } ⭐
survey-button-skip = Skip
survey-button-done = No comment
survey-glad = Thank you for the rating! 💚
survey-sorry = Thank you for being honest. We are sorry that it went wrong and will look into it.
survey-comment = Anything to add? Just write it in one message, and the manager will read it.
survey-thanks = Thank you! See you soon 💚
survey-thanks-comment = Thank you, we have passed your words on to the manager 💚
survey-thanks-points = For your feedback: <b>{ $points }</b>
survey-too-late = This survey is closed, but your opinion still matters. See you again!
survey-already = We have your answer already. Thank you!
