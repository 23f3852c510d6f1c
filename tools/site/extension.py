"""What Sphinx has to learn: widgets that live on a page, what a lesson's cells gave, and formulas as MathML."""

# pyright: basic

from __future__ import annotations

import ast
import inspect
import json
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from autograd_widgets.export import json_text, packed
from autograd_widgets.formulas import mathml_of
from autograd_widgets.notebook_widgets import STEMS
from autograd_widgets.widgets.base import Widget, bundle
from tools.site.lessons import OUTPUT, STILL

KINDS = tuple(STEMS.values())
PAGE = "page"  # what shows widgets on any page
SHOW = "show_widgets.js"  # which widgets there are on a page of this site; in docs/_static


class live(nodes.General, nodes.Element):  # noqa: N801 — as docutils names its nodes
    """A widget: its `kind`, its `state` as JSON, and a `still` picture as HTML, which is there until it lives."""


class raw_output(nodes.General, nodes.Element):  # noqa: N801
    """HTML that a lesson's cell gave, or that stands for its picture."""


class WidgetDirective(SphinxDirective):
    """Python that is run when the site is built; its last expression, a widget, is shown alive below it."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the code, and the widget."""
        code = "\n".join(self.content)
        literal = nodes.literal_block(code, code, language="python")
        self.set_source_info(literal)
        try:
            return [literal, live_node(value_of(code))]
        except Exception as error:
            raise self.error(f"this code fails: {type(error).__name__}: {error}") from error


class OutputDirective(SphinxDirective):
    """What a cell of a lesson gave, as `tools.site.lessons` writes it down."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the output."""
        found: dict[str, str] = json.loads("\n".join(self.content))
        if "kind" in found:
            return [live("", kind=found["kind"], state=found["state"], still=found[STILL])]
        if "html" in found:
            return [raw_output("", text=f'<div class="lesson-output">{found["html"]}</div>')]
        literal = nodes.literal_block(found["text"], found["text"], language="none", classes=["lesson-output"])
        return [literal]


def value_of(code: str) -> Any:
    """Run Python as it stands on a page, and return what its last line gives."""
    *before, last = ast.parse(code).body
    if not isinstance(last, ast.Expr):
        raise TypeError("the last line must be a widget, such as BackpropStepper(L).")
    names: dict[str, Any] = {"__name__": "__main__"}  # as in a notebook: variables name the Values that they hold
    exec(compile(ast.Module(before, []), "page", "exec"), names)
    return eval(compile(ast.Expression(last.value), "page", "eval"), names)


def live_node(widget: Any) -> live:
    """Return a widget as a node.

    Raises:
        TypeError: it is no widget of ours.
    """
    if not isinstance(widget, Widget):
        raise TypeError(f"the last line gives a {type(widget).__name__}, and a widget was expected.")
    state = json_text(widget.get_state(widget.shared_names()))
    node = live("", kind=widget.stem, state=state, still=widget.still())
    widget.close()
    return node


# --- HTML ---


def visit_live(translator: Any, node: live) -> None:
    """Write a widget's place with its picture, and its state."""
    place = list(translator.document.findall(live)).index(node) + 1
    state = packed(node["state"]).replace("<", "\\u003c")  # which in JSON can stand in a string only
    translator.body.append(
        f'<div class="ag-host" id="widget-{place}" data-kind="{node["kind"]}">{node["still"]}</div>'
        f'<script type="application/json">{state}</script>\n'
    )
    raise nodes.SkipNode


def visit_raw_output(translator: Any, node: raw_output) -> None:
    """Write HTML as it is."""
    translator.body.append(node["text"])
    raise nodes.SkipNode


def visit_math(translator: Any, node: nodes.math) -> None:
    """Write a formula in a line."""
    translator.body.append(mathml_of(node.astext(), "inline"))
    raise nodes.SkipNode


def visit_math_block(translator: Any, node: nodes.math_block) -> None:
    """Write a formula on a line of its own."""
    translator.body.append(f'<div class="math">{mathml_of(node.astext(), "block")}</div>')
    raise nodes.SkipNode


# --- files and pages ---


def write_bundles(app: Sphinx) -> None:
    """Write each bundle once, as a script that gives its code as text: from disk, no module can be imported by URL."""
    folder = Path(app.outdir) / "_static"
    folder.mkdir(parents=True, exist_ok=True)
    for kind in KINDS:
        code = json.dumps(packed(bundle(f"{kind}.js")))
        text = f"(globalThis.agBundles ??= {{}}).{kind} = {code};\n"
        (folder / f"{kind}.js").write_text(text, "utf-8")
    (folder / f"{PAGE}.js").write_text(bundle(f"{PAGE}.js"), "utf-8")
    for stem in (*KINDS, PAGE):
        (folder / f"{stem}.css").write_text(bundle(f"{stem}.css"), "utf-8")


def let_keys_scroll(_app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: Any) -> None:
    """Let what is wider than a page be scrolled with the keys too."""
    body = context.get("body", "")
    context["body"] = re.sub(r'<(pre(?=>)|div (?=class="table-wrapper))', r'<\1 tabindex="0" ', body)


def add_scripts(app: Sphinx, _page: str, _template: str, _context: Any, doctree: nodes.document | None) -> None:
    """Let a page with widgets load what shows them, and no other page."""
    kinds = {node["kind"] for node in doctree.findall(live)} if doctree is not None else set()
    for stem in (*sorted(kinds), PAGE) if kinds else ():
        app.add_js_file(f"{stem}.js", loading_method="defer")
        app.add_css_file(f"{stem}.css")
    if kinds:
        app.add_js_file(SHOW, loading_method="defer")


def name_landmarks(app: Sphinx, failed: Exception | None) -> None:
    """Say what the theme's two side bars are, which are landmarks of one kind."""
    for path in [] if failed else Path(app.outdir).rglob("*.html"):
        page = path.read_text("utf-8")
        for drawer, label in (("sidebar-drawer", "This site"), ("toc-drawer", "This page")):
            page = page.replace(f'<aside class="{drawer}', f'<aside aria-label="{label}" class="{drawer}')
        path.write_text(page, "utf-8")


def code_where_nothing_is_meant(_app: Sphinx, _env: Any, node: Any, content: Any) -> Any:
    """Show as code what stands in single backticks and names nothing in the reference."""
    return content if node.get("reftype") == "obj" else None


def keep_answers_whole(_app: Sphinx, _what: str, _name: str, _object: Any, _options: Any, lines: list[str]) -> None:
    """Keep napoleon from taking for a type what stands before the first colon of what a function returns."""
    for i, line in enumerate(lines[:-1]):
        if line.strip() in ("Returns:", "Yields:"):
            indent = len(lines[i + 1]) - len(lines[i + 1].lstrip())
            lines[i + 1] = f"{' ' * indent}: {lines[i + 1].lstrip()}"


def signature_of_widget(
    _app: Sphinx, _what: str, _name: str, documented: Any, _options: Any, signature: str | None, returns: str | None
) -> tuple[str | None, str | None]:
    """Return how a widget is made: a class of traits hides what its __init__ takes."""
    if not isinstance(documented, type) or not issubclass(documented, Widget) or documented is Widget:
        return signature, returns
    parameters = list(inspect.signature(documented.__init__).parameters.values())[1:]
    bare = [each.replace(annotation=inspect.Parameter.empty) for each in parameters]
    return str(inspect.Signature(bare)), returns


def setup(app: Sphinx) -> dict[str, Any]:
    """Tell Sphinx."""
    app.add_directive("widget", WidgetDirective)
    app.add_directive(OUTPUT, OutputDirective)
    app.add_node(live, html=(visit_live, None))
    app.add_node(raw_output, html=(visit_raw_output, None))
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_math_block, None))
    app.connect("builder-inited", write_bundles)
    app.connect("html-page-context", add_scripts)
    app.connect("html-page-context", let_keys_scroll)
    app.connect("build-finished", name_landmarks)
    app.connect("autodoc-process-docstring", keep_answers_whole, priority=400)  # napoleon comes at 500
    app.connect("autodoc-process-signature", signature_of_widget)
    app.connect("missing-reference", code_where_nothing_is_meant)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "version": "1"}
