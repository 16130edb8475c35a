/** Making elements. Text goes in as text alone; nothing here reads markup. */

export type Child = Node | string | null | undefined | false;

export interface Props {
  readonly class?: string;
  readonly id?: string;
  readonly title?: string;
  readonly text?: string;
  readonly lang?: string;
  readonly dir?: "ltr" | "rtl" | "auto";
  readonly role?: string;
  /** Spoken by a screen reader instead of the content. */
  readonly label?: string;
  readonly tabindex?: number;
  readonly hidden?: boolean;
  readonly attrs?: Readonly<Record<string, string | number | boolean | null | undefined>>;
  readonly on?: {
    readonly [K in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[K]) => void;
  };
}

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (props.class) element.className = props.class;
  if (props.id) element.id = props.id;
  if (props.title !== undefined) element.title = props.title;
  if (props.lang) element.lang = props.lang;
  if (props.dir) element.dir = props.dir;
  if (props.role) element.setAttribute("role", props.role);
  if (props.label !== undefined) element.setAttribute("aria-label", props.label);
  if (props.tabindex !== undefined) element.tabIndex = props.tabindex;
  if (props.hidden) element.hidden = true;
  for (const [name, value] of Object.entries(props.attrs ?? {})) setAttr(element, name, value);
  for (const [type, listener] of Object.entries(props.on ?? {})) {
    element.addEventListener(type, listener as EventListener);
  }
  if (props.text !== undefined) element.textContent = props.text;
  append(element, children);
  return element;
}

export function append(parent: Node, children: readonly Child[]): void {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    parent.appendChild(typeof child === "string" ? document.createTextNode(child) : child);
  }
}

/** Set, or take away where the value is false or nothing. */
export function setAttr(
  element: Element,
  name: string,
  value: string | number | boolean | null | undefined,
): void {
  if (value === false || value === null || value === undefined) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? "" : String(value));
}

/** Write only what differs, so that nothing is laid out anew for nothing. */
export function setText(node: Node, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

export function fill(parent: Element, ...children: readonly Child[]): void {
  parent.replaceChildren();
  append(parent, children);
}

/** A button that does not take the caret out of the box when it is clicked. */
export function button(
  text: string,
  act: (event: MouseEvent) => void,
  props: Props = {},
): HTMLButtonElement {
  const element = h("button", { ...props, class: `lz-button ${props.class ?? ""}`.trim(), text });
  element.type = "button";
  element.addEventListener("mousedown", (event) => event.preventDefault());
  element.addEventListener("click", act);
  return element;
}

export function select<T extends string>(
  label: string,
  options: readonly (readonly [T, string])[],
  value: T,
  change: (value: T) => void,
  props: Props = {},
): HTMLSelectElement {
  const element = h("select", { ...props, class: `lz-select ${props.class ?? ""}`.trim(), label });
  setOptions(element, options, value);
  element.addEventListener("change", () => change(element.value as T));
  return element;
}

export function setOptions(
  element: HTMLSelectElement,
  options: readonly (readonly [string, string])[],
  value: string,
): void {
  element.replaceChildren(
    ...options.map(([name, text]) => h("option", { text, attrs: { value: name } })),
  );
  element.value = value;
}

/** A line of type to be filled in, under a label that is spoken (and stands as placeholder). */
export function input(label: string, props: Props = {}): HTMLInputElement {
  return h("input", {
    ...props,
    class: `lz-input ${props.class ?? ""}`.trim(),
    label,
    attrs: { type: "text", placeholder: label, autocomplete: "off", ...props.attrs },
  });
}

export function check(
  label: string,
  checked: boolean,
  change: (checked: boolean) => void,
): HTMLLabelElement {
  const box = h("input", { attrs: { type: "checkbox" } });
  box.checked = checked;
  box.addEventListener("change", () => change(box.checked));
  return h("label", { class: "lz-check", title: label }, box, h("span", { text: label }));
}
