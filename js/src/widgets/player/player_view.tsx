// The player: controls, losses, predictions, the network, gradients and weights.

import { useMemo } from "preact/hooks";
import { plural } from "../../views/plural";
import { Sized } from "../../views/sized";
import { GradientNorms } from "../../views/training/gradient_norms";
import { LossPlot } from "../../views/training/loss_plot";
import { WeightHistogram } from "../../views/training/weight_histogram";
import { Controls } from "./controls";
import { Looks } from "./looks";
import { NetworkPanel } from "./network_panel";
import { Panel } from "./panel";
import type { Player } from "./player_state";
import { PredictionPanel } from "./prediction_panel";
import { SampleSteps } from "./sample_steps";
import { Unhurried } from "./unhurried";
import "./player.css";

const TALLEST = 300; // px

export function PlayerView({ player }: { player: Player }) {
  player.drawn.value; // whatever has changed
  const trouble = player.trouble.value || player.traits.problem.value;
  return (
    <>
      <Head player={player} />
      {trouble && (
        <p class="ag-failure" role="alert">
          This training can't be shown: {trouble}
        </p>
      )}
      {!trouble && <Shown player={player} />}
      <div class="ag-footer">
        <span>Press a place in the losses to see that step again.</span>
        <span class="ag-keys">Space plays · ← → step · Home End</span>
      </div>
      <div class="ag-spoken" aria-live="polite">
        {player.announced.value}
      </div>
    </>
  );
}

function Head({ player }: { player: Player }) {
  const { title, loss_name, X, dynamic, note } = player.traits;
  const reason = dynamic.value;
  return (
    <>
      <div class="ag-player-head">
        <b class="ag-model">{title.value}</b>
        <span class="ag-quiet-text">
          {plural(X.value.shape[0] ?? 0, "sample")}
          {loss_name.value && ` · ${loss_name.value.replaceAll("_", " ")}`}
        </span>
      </div>
      {reason && (
        <p class="ag-told">
          Only Python can train this model: {reason}.
          {!player.live && " There is no Python here, so you see what was trained."}
        </p>
      )}
      {note.value && <p class="ag-told">{note.value}</p>}
    </>
  );
}

function Shown({ player }: { player: Player }) {
  player.drawn.value; // whatever has changed
  player.traits.playing.value; // in the end, every part shows the same step
  const looks = useMemo(() => new Looks(player), [player]);
  const predicted = looks.predicted; // first: it finds losses that are drawn
  const norms = looks.norms;
  const failure = player.failure || player.run?.stopped || "";
  const { scale, layers } = player.traits;
  const hasNetwork = looks.network !== null;
  const hasLayers = Object.keys(layers.value).length > 0;
  return (
    <>
      <Controls player={player} />
      {failure && <p class="ag-failure">{failure}</p>}
      <div class="ag-player-panels">
        <Panel name="Losses" file="losses">
          <Unhurried player={player} turn={2}>
            <Sized tallest={TALLEST}>
              {(width, height) => (
                <LossPlot
                  series={player.series}
                  steps={player.steps}
                  step={player.step}
                  log={scale.value === "log"}
                  width={width}
                  height={height}
                  onLog={player.setScale}
                  onScrub={player.scrub}
                />
              )}
            </Sized>
          </Unhurried>
        </Panel>
        {predicted && (
          <Unhurried player={player} turn={0}>
            <PredictionPanel {...{ player, predicted }} />
          </Unhurried>
        )}
        {hasNetwork && (
          <Unhurried player={player} turn={1}>
            <NetworkPanel {...{ player, looks }} at={player.drawn.peek()} />
          </Unhurried>
        )}
        {hasLayers && (
          <div class={hasNetwork ? "ag-column" : "ag-column ag-wide"}>
            <Unhurried player={player} turn={2}>
              {norms.size > 0 && (
                <Panel name="Gradients by layer" file="gradients">
                  <GradientNorms names={[...norms.keys()]} norms={[...norms.values()]} />
                </Panel>
              )}
              <Panel name="Weights by layer" file="weights">
                <WeightHistogram layers={looks.weights} />
              </Panel>
            </Unhurried>
          </div>
        )}
      </div>
      <SampleSteps player={player} />
    </>
  );
}

/** What a key does, unless the focused control has its own use for it. */
export function onPlayerKey(player: Player, event: KeyboardEvent): void {
  const target = event.target as HTMLElement;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (player.trouble.peek() !== "" || target.closest(".ag-stepper")) return;
  if (target.matches("input:not([type=checkbox], [type=radio]), select, textarea")) return;
  const actions: Record<string, () => void> = {
    Home: () => player.show(0),
    End: () => player.scrub(player.steps),
    ...(!target.matches("input") && {
      ArrowRight: () =>
        player.stopped && player.step === player.steps ? undefined : player.show(player.step + 1),
      ArrowLeft: () => player.show(Math.max(0, player.step - 1)),
      ...(!target.matches("button, summary") && { " ": () => player.play(!player.traits.playing.peek()) }),
    }),
  };
  const action = actions[event.key];
  if (!action) return;
  event.preventDefault();
  action();
}
