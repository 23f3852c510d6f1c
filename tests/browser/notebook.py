"""Notebook 7, which the JupyterLab server of the tests serves too."""

from tests.browser.jupyter import Notebook


class Notebook7(Notebook):
    """A notebook in Notebook 7: one document on a page, driven like one in JupyterLab."""

    address = "notebooks/{path}"
