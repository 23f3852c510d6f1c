// Play, pause, rewind and steer the training of a model.

import type { PlayerState } from "../contract";
import { type Mount, widget } from "../host";
import { Player } from "./player/player_state";
import { onPlayerKey, PlayerView } from "./player/player_view";
import { shownIn } from "./shown_in";
import "../theme.css";

const mount: Mount<PlayerState> = (host, element) => {
  const player = new Player(host);
  const end = shownIn(element, <PlayerView player={player} />, {
    kind: "ag-player-root",
    label: "Training player",
    onKey: (event) => onPlayerKey(player, event),
  });
  return () => {
    end();
    player.close();
  };
};

export default widget(mount);
