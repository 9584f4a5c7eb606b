points-noun = { $count ->
    [one] point
   *[other] points
}
