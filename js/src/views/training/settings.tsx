// A setting with its name: a number with a slider and a field, or one of several words.

import { type Allowed, refusal } from "../allowed";
import { Group } from "../group";
import { SMALLEST_STEP } from "../log_slider";
import { NumberField } from "../number_field";
import { Slider } from "../slider";

export interface NumberSettingProps {
  readonly name: string;
  readonly value: number;
  readonly from: number;
  readonly to: number;
  /** Whether the slider goes by differences; by ratios otherwise, and then 0 is typed. */
  readonly linear?: boolean;
  readonly allowed: Allowed;
  /** Why it can't be changed, or "". */
  readonly disabled?: string | undefined;
  readonly onChange: (value: number) => void;
}

export function NumberSetting(props: NumberSettingProps) {
  const { name, value, from, to, linear = false, allowed, disabled = "", onChange } = props;
  const off = { disabled: disabled !== "", ...(disabled && { title: disabled }) };
  // a slider by ratios never comes to 0 by itself, and below its end there is nothing else
  const slid = (next: number) => {
    const chosen = linear || next >= from ? next : next > Math.max(value, SMALLEST_STEP) ? from : 0;
    if (refusal(chosen, allowed) === "") onChange(chosen);
  };
  return (
    <Group class="ag-setting" name={name}>
      <span aria-hidden="true">{name}</span>
      <Slider {...{ name, value, from, to }} log={!linear} onChange={slid} {...off} />
      <NumberField name={`${name}, as a number`} room={8} {...{ value, allowed, onChange }} {...off} />
    </Group>
  );
}

export interface ChoiceProps {
  readonly name: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly name: string }[];
  readonly disabled?: string | undefined;
  readonly onChange: (value: string) => void;
}

export function Choice({ name, value, options, disabled = "", onChange }: ChoiceProps) {
  return (
    <label class="ag-setting" title={disabled || undefined}>
      <span>{name}</span>
      <select
        value={value}
        disabled={disabled !== ""}
        aria-description={disabled || undefined}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.name}
          </option>
        ))}
      </select>
    </label>
  );
}
