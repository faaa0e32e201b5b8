import { parseAst } from 'rolldown/parseAst'

/** Lines of the build are broken at the next place behind this column… */
const COLUMN = 100
/** … and string literals longer than this are put together from parts. */
const LITERAL_MAX = 300

/**
 * Breaks the one long line of minified code, where that changes nothing: before statements, members, elements and operands.
 *
 * Node prints the line in which an error was thrown. It should be one to read, not the whole library.
 */
export function shortLines() {
  return {
    name: 'short-lines',
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type === 'chunk') chunk.code = withShortLines(chunk.code)
      }
    },
  }
}

/** @param {string} code */
export function withShortLines(code) {
  const edits = []
  visit(parseAst(code), undefined, (node, parent) => {
    for (const at of breaksOf(node)) edits.push({ at, end: at, text: '\n', isBreak: true })
    const parts = partsOf(code, node, parent)
    if (parts !== undefined) edits.push({ at: node.start, end: node.end, text: parts })
  })
  edits.sort((a, b) => a.at - b.at || a.end - b.end)
  const done = []
  let column = 0
  let from = 0
  const add = (text) => {
    const line = text.lastIndexOf('\n')
    column = line < 0 ? column + text.length : text.length - line - 1
    done.push(text)
  }
  for (const { at, end, text, isBreak } of edits) {
    add(code.slice(from, at))
    from = end
    if (!isBreak || column > COLUMN) add(text)
  }
  add(code.slice(from))
  return done.join('')
}

/** Where a new line may begin: never behind a word such as `return`, after which it would end the statement. */
function breaksOf(node) {
  switch (node.type) {
    case 'Program':
    case 'BlockStatement':
    case 'ClassBody':
    case 'StaticBlock':
      return node.body.map(({ start }) => start)
    case 'SwitchStatement':
      return node.cases.map(({ start }) => start)
    case 'SwitchCase':
      return node.consequent.map(({ start }) => start)
    case 'ArrayExpression':
      return behindFirst(node.elements.filter((element) => element !== null))
    case 'ObjectExpression':
    case 'ObjectPattern':
      return behindFirst(node.properties)
    case 'CallExpression':
    case 'NewExpression':
      return behindFirst(node.arguments)
    case 'SequenceExpression':
      return behindFirst(node.expressions)
    case 'VariableDeclaration':
      return behindFirst(node.declarations)
    case 'ExportNamedDeclaration':
    case 'ImportDeclaration':
      return behindFirst(node.specifiers.filter(({ type }) => /^(Im|Ex)portSpecifier$/.test(type)))
    case 'LogicalExpression':
    case 'BinaryExpression':
      return isParenthesized(node.right) ? [] : [node.right.start]
    case 'ConditionalExpression':
      return [node.consequent, node.alternate]
        .filter((part) => !isParenthesized(part))
        .map(({ start }) => start)
    default:
      return []
  }
}

/** All but the first, which may stand behind a bracket that belongs to what is before it. */
function behindFirst(nodes) {
  return nodes.slice(1).map(({ start }) => start)
}

function isParenthesized({ type }) {
  return type === 'ParenthesizedExpression'
}

/** A long literal put together from parts, in parentheses; undefined if `node` is none. */
function partsOf(code, node, parent) {
  if (node.end - node.start <= LITERAL_MAX || parent?.key === node) return undefined
  if (node.type === 'Literal' && node.regex !== undefined) {
    return ` new RegExp(${joined(JSON.stringify(node.regex.pattern))},${JSON.stringify(node.regex.flags)})`
  }
  const isText =
    node.type === 'Literal' && typeof node.value === 'string' && !/^(Im|Ex)port/.test(parent.type)
  const isTemplate =
    node.type === 'TemplateLiteral' &&
    node.expressions.length === 0 &&
    parent.type !== 'TaggedTemplateExpression'
  return isText || isTemplate ? `(${joined(code.slice(node.start, node.end))})` : undefined
}

/** `"…"` as `"…"+"…"`, cut between characters and escape sequences. */
function joined(literal) {
  const quote = literal[0]
  const parts = ['']
  for (const [unit] of literal.slice(1, -1).matchAll(/\\u\{[^}]*\}|\\u.{4}|\\x..|\\[^]|[^]/gu)) {
    if (parts.at(-1).length >= LITERAL_MAX) parts.push('')
    parts[parts.length - 1] += unit
  }
  return parts.map((part) => quote + part + quote).join('+\n')
}

function visit(node, parent, see) {
  see(node, parent)
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (child !== null && typeof child?.type === 'string') visit(child, node, see)
    }
  }
}
