// A view that is drawn again only when one of its properties is another one.

import { Component, type ComponentChild } from "preact";

/** Return a component of a view that uses no hooks itself. */
export function pure<Props extends object>(view: (props: Props) => ComponentChild) {
  return class Pure extends Component<Props> {
    override shouldComponentUpdate(next: Props): boolean {
      return (Object.keys(next) as (keyof Props)[]).some((name) => next[name] !== this.props[name]);
    }

    override render(): ComponentChild {
      return view(this.props);
    }
  };
}
