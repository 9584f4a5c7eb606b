points-noun = { $count ->
    [one] балл
    [few] балла
    [many] баллов
   *[other] балла
}
points-balance = Кешбэк
