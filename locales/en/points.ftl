points-noun = { $count ->
    [one] point
   *[other] points
}
points-balance = Cashback
