"""JavaScript modules on a page, from their source."""

from playwright.sync_api import JSHandle, Page


def import_module(page: Page, source: str) -> JSHandle:
    """Import a module, such as a widget's bundle, from its source, as anywidget does."""
    return page.evaluate_handle(
        """async (source) => {
            const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
            try {
                return await import(url);
            } finally {
                URL.revokeObjectURL(url);
            }
        }""",
        source,
    )
