// Parts of the player that need not follow each frame.

import { Component, type ComponentChildren } from "preact";
import type { Player } from "./player_state";

const TURNS = 3;

interface UnhurriedProps {
  readonly player: Player;
  /** Which of the frames is its own. */
  readonly turn: 0 | 1 | 2;
  readonly children: ComponentChildren;
}

/** While it plays, this is drawn in one frame of three: to draw everything in each takes longer than a frame lasts. */
export class Unhurried extends Component<UnhurriedProps> {
  override shouldComponentUpdate({ player, turn }: UnhurriedProps): boolean {
    return !player.traits.playing.peek() || player.drawn.peek() % TURNS === turn;
  }

  override render() {
    return this.props.children;
  }
}
