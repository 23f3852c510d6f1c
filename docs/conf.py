"""How Sphinx builds the site. `make site` gathers the pages first, see tools/site."""

from importlib.metadata import version as version_of

project = "autograd_widgets"
author = "autograd_widgets contributors"
version = release = version_of("autograd-widgets")
extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
    "tools.site.extension",
]
html_theme = "furo"
html_title = "autograd_widgets"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_search_summary = False  # a page that is opened from disk may not fetch others
html_show_sourcelink = False
html_copy_source = False
html_math_renderer = "mathml"
myst_enable_extensions = ["dollarmath", "attrs_inline", "colon_fence"]
myst_heading_anchors = 3
myst_update_mathjax = False
default_role = "py:obj"  # what stands in single backticks in a docstring, if it is known; else it is code
autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented_params"
napoleon_use_ivar = True
nitpick_ignore = [  # of types that nobody has to know
    ("py:class", "autograd_widgets.graph.story.Steps"),
    ("py:class", "autograd_widgets.engine.custom.Custom"),
    ("py:class", "autograd_widgets.engine.operation.Operation"),
]
nitpick_ignore_regex = [("py:.*", r"(?!autograd_widgets\.).*")]  # the world outside, and names of types
html_show_copyright = False
html_show_sphinx = False
pygments_dark_style = "a11y-high-contrast-dark"
