// What the model predicts: on a plane, as a curve, or in a table.

import { useMemo, useState } from "preact/hooks";
import { Sized } from "../../views/sized";
import { leads } from "../../views/training/decision_grid";
import { DecisionPlot } from "../../views/training/decision_plot";
import { FitPlot } from "../../views/training/fit_plot";
import { PredictionTable } from "../../views/training/prediction_table";
import type { Predicted } from "./looks";
import { Panel } from "./panel";
import type { Player } from "./player_state";
import { above, predictedClasses, probabilities, thresholdOf } from "./subject";

const TALLEST = 340; // px

export function PredictionPanel({ player, predicted }: { player: Player; predicted: Predicted }) {
  const { subject } = predicted;
  const name = { decision: "Decisions", fit: "The fitted curve", table: "Predictions" }[subject.shows];
  return (
    <Panel name={name} file="predictions">
      {subject.shows === "decision" && <Decisions {...{ player, predicted }} />}
      {subject.shows === "fit" && <Fit predicted={predicted} />}
      {subject.shows === "table" && <Table {...{ player, predicted }} />}
    </Panel>
  );
}

function Decisions({ player, predicted }: { player: Player; predicted: Predicted }) {
  const [adding, setAdding] = useState(0);
  const { subject, predictions, outputs, field } = predicted;
  const kind = player.traits.kind.value;
  const threshold = thresholdOf(kind, player.traits.loss_name.value);
  const canAdd = player.trains && player.training?.model.network;
  const add = (x: number, y: number, which: number) =>
    player.add([x, y], kind === "signs" ? 2 * which - 1 : which);
  return (
    <Sized tallest={TALLEST}>
      {(width, height) => (
        <DecisionPlot
          view={subject.view}
          size={subject.size}
          values={field ? (outputs === 2 ? leads(field, 2, 1) : above(field, threshold)) : []}
          classes={subject.classes}
          points={subject.X.data}
          labels={subject.labels}
          predicted={predictedClasses(above(predictions, threshold), outputs)}
          names={[subject.names[0] ?? "x1", subject.names[1] ?? "x2"]}
          width={width}
          height={height}
          adding={adding}
          onAdding={setAdding}
          {...(canAdd && { onAdd: add })}
        />
      )}
    </Sized>
  );
}

function Fit({ predicted: { subject, field } }: { predicted: Predicted }) {
  const x = useMemo(() => Float64Array.from(subject.places?.data ?? []), [subject]);
  return (
    <Sized tallest={TALLEST}>
      {(width, height) => (
        <FitPlot
          x={subject.X.data}
          y={subject.y.data}
          curve={{ x, y: Float64Array.from(field ?? []) }}
          names={[subject.names[0] ?? "x", "y"]}
          width={width}
          height={height}
        />
      )}
    </Sized>
  );
}

function Table({ player, predicted }: { player: Player; predicted: Predicted }) {
  const { subject, predictions, outputs } = predicted;
  const isClassified = player.traits.kind.value === "classes";
  return (
    <PredictionTable
      targets={subject.y.data}
      predictions={isClassified ? probabilities(predictions, outputs) : predictions}
      classes={isClassified ? subject.classes : []}
      outputs={outputs}
    />
  );
}
