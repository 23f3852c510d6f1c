// Difference quotient, exact derivative and closed form of a function, under a person's fingers.

import type { ExplorerState } from "../contract";
import { type Mount, widget } from "../host";
import { Explorer } from "./explorer/explorer_state";
import { ExplorerView } from "./explorer/explorer_view";
import { shownIn } from "./shown_in";
import "../theme.css";

const mount: Mount<ExplorerState> = (host, element) => {
  const explorer = new Explorer(host);
  const end = shownIn(element, <ExplorerView explorer={explorer} />, {
    kind: "ag-explorer",
    label: "Derivative explorer",
  });
  return () => {
    end();
    explorer.close();
  };
};

export default widget(mount);
