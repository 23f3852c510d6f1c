// Shows the widgets of a page: each bundle is a module, given as text by a script of its own.
(async () => {
  const modules = {};
  const moduleOf = async (code) => {
    const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
    const module = await import(address);
    URL.revokeObjectURL(address);
    return module;
  };
  for (const host of document.querySelectorAll(".ag-host")) {
    const { kind } = host.dataset;
    modules[kind] ??= moduleOf(globalThis.agBundles[kind]);
    const { show } = await modules[kind];
    show(host.nextElementSibling.textContent, host);
  }
})();
