/** Building elements: every text goes in as a text node, so that nothing in a report can become markup. */

type Child = Node | string

/**
 * An element with attributes and children.
 *
 * @param tag Its name, with classes after dots: `p.note`.
 */
export function el(tag: string, attributes: Record<string, string> = {}, ...children: Child[]): HTMLElement {
  const [name, ...classes] = tag.split('.')
  const element = document.createElement(name!)
  if (classes.length > 0) element.className = classes.join(' ')
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
  element.append(...children)
  return element
}

/** A table whose columns named in `numbers` are aligned for comparing figures. */
export function table(
  head: readonly string[],
  rows: readonly (readonly Child[])[],
  numbers: readonly number[] = [],
) {
  const cell = (tag: string, column: number, child: Child) =>
    el(numbers.includes(column) ? `${tag}.number` : tag, tag === 'th' ? { scope: 'col' } : {}, child)
  return el(
    'div.scroll',
    { tabindex: '0', role: 'group' },
    el(
      'table',
      {},
      el('thead', {}, el('tr', {}, ...head.map((text, column) => cell('th', column, text)))),
      el(
        'tbody',
        {},
        ...rows.map((row) => el('tr', {}, ...row.map((child, column) => cell('td', column, child)))),
      ),
    ),
  )
}
