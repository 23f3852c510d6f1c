// Shows the widgets of a page of this site. Their bundles and page.js are scripts before this one.
agShow(
  agBundles,
  [...document.querySelectorAll(".ag-host")].map((host) => [host.id, host.dataset.kind, host.nextElementSibling.textContent]),
);
