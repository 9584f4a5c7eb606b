pages-back = ‹ Новее
pages-on = Раньше ›
pages-which = Страница { $page } из { $pages }
pages-previous = ‹ Назад
pages-next = Ещё ›
