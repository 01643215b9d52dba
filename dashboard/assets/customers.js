/* The list of customers: filters live in the address, a row opens its customer. */
window.dash_clientside = window.dash_clientside || {};

(() => {
  const GRID = "customers-grid";

  const gridApi = () => {
    try {
      return window.dash_ag_grid.getApi(GRID);
    } catch {
      return null;
    }
  };

  // Without a visit of the router: it would make the page, and the field being typed in, anew.
  const remember = (query) => {
    const search = new URLSearchParams(query).toString();
    const address = window.location.pathname + (search ? `?${search}` : "");
    window.history.replaceState(window.history.state, "", address);
  };

  const given = (query) =>
    Object.fromEntries(
      Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== ""),
    );

  // What the page does anyway need not stand in the address.
  const unusual = (query, usual) =>
    Object.fromEntries(Object.entries(given(query)).filter(([name, value]) => value !== (usual || {})[name]));

  const open = (href) => window.dash_clientside.set_props("url", { href });

  window.dash_clientside.overview = {
    remember: (by) => {
      remember({ by });
    },
    /* A click on a bar opens its customers; the address was made on the server. */
    open: (clicked) => {
      const [point] = (clicked && clicked.points) || [];
      if (point && point.customdata) {
        open(point.customdata[2]);
      }
    },
  };

  window.dash_clientside.customers = {
    /* Fields -> query, which is also written into the address. */
    ask: (values, columns, ids, sort, usual) => {
      const query = Object.fromEntries(ids.map((id, place) => [id["customers-filter"], values[place]]));
      // No column is the usual ones: a grid without any shows nothing.
      const asked = given({ ...query, columns: (columns || []).join(",") || (usual || {}).columns });
      remember(unusual({ ...asked, sort }, usual));
      return asked;
    },
    /* Another query -> the grid asks for its rows anew, from the top. */
    refresh: (query) => {
      const api = gridApi();
      if (!api || !query) {
        return;
      }
      const shown = (query.columns || "").split(",");
      const all = api.getColumns().map((column) => column.getColId());
      if (query.columns) {
        api.setColumnsVisible(all.filter((name) => shown.includes(name)), true);
        api.setColumnsVisible(all.filter((name) => !shown.includes(name)), false);
      }
      api.paginationGoToFirstPage();
      api.purgeInfiniteCache();
    },
    /* Sorted by a click on a head -> into the address, so that link and file follow. */
    sort: (request, query, before, usual) => {
      const [first] = (request && request.sortModel) || [];
      const sort = first ? `${first.sort === "desc" ? "-" : ""}${first.colId}` : before;
      if (sort === before) {
        return window.dash_clientside.no_update;
      }
      remember(unusual({ ...query, sort }, usual));
      return sort;
    },
  };

  const isPlain = (event) => !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);

  window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {};
  window.dashAgGridComponentFunctions.CustomerLink = (props) =>
    props.data
      ? React.createElement("a", { href: props.data.url, className: "customer-link", tabIndex: -1 }, props.value)
      : null;

  const openRow = (event) => {
    const row = event.target.closest(`#${GRID} .ag-center-cols-container .ag-row`);
    const api = row && gridApi();
    const node = api && api.getDisplayedRowAtIndex(Number(row.getAttribute("row-index")));
    if (node && node.data && isPlain(event)) {
      event.preventDefault();
      open(node.data.url);
    }
  };

  document.addEventListener("click", openRow);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      openRow(event);
    }
  });
})();
