"""The site: the guide, the gallery and the reference as pages that need no network, see `make site`."""
