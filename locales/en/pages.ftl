pages-back = ‹ Newer
pages-on = Older ›
pages-which = Page { $page } of { $pages }
