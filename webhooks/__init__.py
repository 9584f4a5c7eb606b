"""What a machine does over HTTP: the merchants' JSON API, health, metrics and their documents."""
