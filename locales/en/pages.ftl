pages-back = ‹ Newer
pages-on = Older ›
pages-which = Page { $page } of { $pages }
pages-previous = ‹ Back
pages-next = More ›
