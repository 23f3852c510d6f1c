// Made from Python by `make contract`: change it there.

/** A number, a name, or an operation with its inputs. */
export type Formula = number | string | [string, ...Formula[]];

export const VERSION = 2;

/** One node of a computation. Its id is its place in the list, after all of its inputs. */
export interface NodeData {
  /** "leaf", "constant", "opaque" (only Python knows its rule), or the name of an operation */
  op: string;
  /** of an operation of the author's own: its place in `operations`; −1 for any other */
  custom: number;
  /** what a picture shows for the operation */
  symbol: string;
  /** ids of its inputs, each smaller than its own */
  inputs: number[];
  /** the operation's other arguments, such as axis, settled: no negative axes */
  options: Record<string, unknown>;
  /** those that sentences tell, as text: "axis=0" */
  told: string[];
  shape: number[];
  /** "float64", "float32", "bool" or "int64" */
  dtype: string;
  /** unique in its graph: what it is shown as, and what a person's choice is kept under */
  name: string;
  /** whether the author gave that name, by a label or a variable */
  named: boolean;
  /** "mlp/layer 1": the named part of the computation that it belongs to */
  scope: string;
  /** where its array begins in `values`, in bytes; −1 if it is computed */
  at: number;
  /** of what only Python computes: where each local derivative begins in `values`; −1 if not known */
  partials: number[];
  /** of an operation that is not elementwise: what it hands back to each input */
  contributions: (Formula | null)[];
}

/** A little graph, by which an operation of the author's own computes something. Its leaves hold no arrays. */
export interface PartData {
  nodes: NodeData[];
  root: number;
}

/** An operation of the author's own, on inputs of given shapes. */
export interface OperationData {
  name: string;
  symbol: string;
  /** "elementwise" or "other" */
  kind: string;
  parameters: string[];
  /** whether there is a derivative by each input */
  differentiable: boolean[];
  /** for each input, why its derivative is what it is */
  rules: string[];
  ties: string;
  /** the local derivatives of an elementwise one, where they can be written */
  shown: (Formula | null)[];
  /** of leaves called as the parameters; None if only Python can compute it */
  forward: PartData | null;
  /** the local ones; of kind "other" the products. Leaves: out, and of these g too */
  derivatives: (PartData | null)[];
}

/** A whole computation as plain data: what is needed to run it forwards and backwards elsewhere. */
export interface GraphData {
  version: number;
  nodes: NodeData[];
  /** the first one is what the steps lead to */
  roots: number[];
  /** those of the author's own */
  operations: OperationData[];
  /** the arrays of what is not computed in the browser: row-major, little-endian, 8-byte aligned */
  values: DataView;
}

/** An array on its way between Python and the browser; a number is an array of shape []. */
export interface ArrayData {
  shape: number[];
  /** "float64" or "float32" */
  dtype: string;
  /** row-major, little-endian */
  data: DataView;
}

/** What there is to know about a function along one of its inputs at one place, as Python computed it. */
export interface ReadingData {
  /** the place */
  inputs: Record<string, ArrayData>;
  wrt: string;
  /** x, h, and the derivative by x */
  place: ArrayData;
  /** from where to where the curve goes */
  window: number[];
  /** the derivative by each number that can be moved, in the order of the inputs */
  gradient: ArrayData;
  /** f at x, x + h and x − h */
  values: ArrayData;
  /** of the three differences (forward, backward, central): what cutting off adds */
  truncation: ArrayData;
  /** a number: by how much rounding may move a rise of f */
  noise: ArrayData;
  /** the second and the third derivative; nan where there are none */
  bends: ArrayData;
  /** "corner" or "jump" where there is no derivative */
  broken: string;
  /** (4, n): steps h, and the errors of the three differences with them */
  sweep: ArrayData;
  /** (2, n): places in order, and f there; nan where the curve breaks */
  curve: ArrayData;
}

/** One line of a derivation: a derivative, and what a rule makes of it. */
export interface LineData {
  /** "Power rule" */
  rule: string;
  /** what it says, in a sentence */
  why: string;
  /** of what the derivative is taken */
  before: Formula;
  /** what it is; ["derivative", term] stands for a derivative that a later line takes */
  after: Formula;
  /** 0 for the whole, 1 for its terms … */
  depth: number;
}

/** A derivative as a formula in which the inputs are letters. */
export interface FormData {
  function: Formula;
  derivative: Formula;
  lines: LineData[];
  /** of the forward, backward and central difference: what cutting off makes, by h */
  truncation: Formula[];
  /** whether that is all of it; otherwise it is the leading term */
  exact: boolean;
}

/** What a DerivativeExplorer and its view share. */
export interface ExplorerState {
  /** None if nothing could be recorded */
  graph: GraphData | null;
  /** for each input that the graph uses, the name of its leaf */
  leaves: Record<string, string>;
  /** what the function is called */
  title: string;
  /** the inputs without a default, which it is a function of; the others are its parameters */
  variables: string[];
  /** the function by its inputs' names, for each output; None if too long */
  formulas: Record<string, Formula | null>;
  /** by input */
  forms: Record<string, FormData>;
  /** in the order of the signature */
  inputs: Record<string, ArrayData>;
  /** of each input's slider */
  ranges: Record<string, number[]>;
  /** the number that is moved: "x", or an entry, "x[0]" or "x[1, 2]" */
  wrt: string;
  h: ArrayData;
  /** "forward", "backward" or "central" */
  method: string;
  /** where the function gives an array: the entries, by what is written behind it */
  outputs: string[];
  /** the chosen one; "" where the function gives a number */
  output: string;
  /** left, right, bottom and top of the picture; empty while it suits itself */
  view: number[];
  /** why there is nothing to show */
  problem: string;
  /** what a person should know about what is shown */
  note: string;
  /** why only Python can compute it anew; "" if the browser can */
  dynamic: string;
  /** what Python computed, where only Python can */
  reading: ReadingData | null;
  /** whether the graph is shown */
  opened: boolean;
  step: number;
  selected: string | null;
  playing: boolean;
  speed: number;
}

/** A multi-layer perceptron that the browser can build by itself. */
export interface NetworkData {
  n_in: number;
  sizes: number[];
  /** of all layers but the last; "" for none */
  activation: string;
  output_activation: string;
  dtype: string;
}

/** How a model is trained. Settings that its optimiser does not have are there, and wait. */
export interface SettingsData {
  /** "SGD", "RMSProp", "Adam" or "AdamW" */
  optimizer: string;
  learning_rate: number;
  momentum: number;
  nesterov: boolean;
  weight_decay: number;
  decay: number;
  epsilon: number;
  beta1: number;
  beta2: number;
  batch_size: number;
  seed: number;
  l2: number;
  /** standard deviation of what is added to the inputs */
  noise: number;
}

/** A training that happened: its losses, and the parameters after some of its steps. */
export interface RunData {
  /** how many there were */
  steps: number;
  /** a long training keeps a loss and a rate of every second step, or every fourth, …: of step 0, every, … */
  every: number;
  /** (steps / every,) of a step's batch, before the step */
  losses: ArrayData;
  /** (2, n) the loss on the samples held back: after which step, and what it was */
  held: ArrayData;
  /** (steps / every,) learning rates */
  rates: ArrayData;
  /** in order */
  kept: number[];
  /** by parameter, (kept, …) */
  states: Record<string, ArrayData>;
  /** why it ended */
  stopped: string;
}

/** What a training follows from one of its steps on. */
export interface ChangeData {
  /** how many steps had been taken */
  step: number;
  settings: SettingsData;
  /** whether the learning rate follows the schedule */
  scheduled: boolean;
  /** how many there were; those added later came behind them */
  samples: number;
}

/** What the browser trained, so that it can be gone on with, and each of its steps can be reached again. */
export interface PlayedData {
  run: RunData;
  /** in order; the first is of step 0 */
  changes: ChangeData[];
  /** learning rates of the first steps; the last one holds from there on */
  schedule: ArrayData | null;
  places: ArrayData;
  /** (n,) what the optimiser remembers at each kept step, one after another */
  memory: ArrayData;
}

/** What a model says that only Python can run, after one step. */
export interface LookData {
  step: number;
  /** for all samples */
  predictions: ArrayData;
  /** for the points of the picture */
  grid: ArrayData | null;
  /** of the gradient, by layer */
  norms: Record<string, number>;
}

/** What a TrainingPlayer and its view share. */
export interface PlayerState {
  /** what the model is called */
  title: string;
  /** None if the browser can't build it */
  network: NetworkData | null;
  /** of a model that is no MLP: by number of samples, and "grid" */
  graphs: Record<string, GraphData>;
  /** one of the library's, or what the author's own is called */
  loss_name: string;
  /** what the targets are: "signs", "bits", "classes" or "numbers" */
  kind: string;
  /** what the inputs are called */
  features: string[];
  /** what is learnt */
  X: ArrayData;
  y: ArrayData;
  /** what is held back */
  held_X: ArrayData | null;
  held_y: ArrayData | null;
  /** points at which predictions are drawn, for models with one or two inputs */
  grid: ArrayData | null;
  /** the parameters' names by layer */
  layers: Record<string, string[]>;
  /** the parameters that it begins with */
  initial: Record<string, ArrayData>;
  /** those after `step` */
  parameters: Record<string, ArrayData>;
  /** how often Python has changed the parameters */
  revision: number;
  /** up to which of these the browser's parameters follow from Python's */
  answered: number;
  settings: SettingsData;
  /** learning rates of the first steps, where they follow a schedule */
  schedule: ArrayData | null;
  /** another learning rate, tried beside it from the same parameters; 0 for none */
  rival: number;
  step: number;
  loss: ArrayData;
  playing: boolean;
  /** steps a frame; below 1, frames a step */
  speed: number;
  /** a training that Python holds: a history, one that the kernel plays, or an author's own loop */
  run: RunData | null;
  /** what the browser trained */
  played: PlayedData | null;
  look: LookData | null;
  /** why only Python can train it; "" if the browser can */
  dynamic: string;
  /** "browser"; "python", in the kernel; or "nobody", where the run is over or is an author's own loop */
  trained_by: string;
  /** why there is nothing to show */
  problem: string;
  /** what a person should know */
  note: string;
  /** of the losses: "linear" or "log" */
  scale: string;
  /** which sample the diagram and the stepper look at */
  sample: number;
  /** what the diagram's edges show: "weights" or "gradients" */
  shown: string;
  /** which folded parts are open */
  opened: string[];
  /** of the stepper on one sample */
  graph_step: number;
  selected: string | null;
}

/** What a BackpropStepper and its view share. */
export interface StepperState {
  graph: GraphData;
  /** how many steps have been taken */
  step: number;
  /** the name of the node in focus, None to follow the steps */
  selected: string | null;
  /** the leaves' numbers, by name */
  inputs: Record<string, ArrayData>;
  playing: boolean;
  /** steps per second */
  speed: number;
}

export const TEMPLATES = {
  start_heading: "Before the first step",
  start: "The inputs are known, nothing else is. Step forward to compute {root}.",
  forward_heading: "Forward: compute {node}",
  known_one: "{last} is known",
  known_several: "{others} and {last} are known",
  forward: "{known}, so {node} can be computed: {node} = {names} = {numbers} = {result}.",
  forward_large: "{known}, so {node} can be computed: {node} = {names} is {result}.",
  opaque: "{node} = {names} = {result}, as Python computed it: its rule is not known here.",
  seed_heading: "Backward: start at {node}",
  seed: "Change {node} a little, and {node} changes by just as much: its own gradient is {gradient}.",
  seed_array: "Every entry of {node} changes by just as much as itself: its own gradient is {gradient}.",
  backward_heading: "Backward: through {node} = {names}",
  backward: "The gradient of {node} is {upstream} and is passed on: {parts}.",
  part: "{input} receives {upstream} · {local} = {amount}",
  part_large: "{input} receives {amount}",
  part_stopped: "{input} receives nothing, because the rule of {node} exists only in Python",
  summed: ", summed over the {count} places where it was used",
  second: ", which with the {before} it already had makes {after}",
} as const;
