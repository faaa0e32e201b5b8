/** Whether a text matches a POSIX extended regular expression, within limits on what that may cost. */
import { JavaScriptSource } from './javascript-source.js'
import { parseExtendedRegex, RegexSyntaxError } from './posix-syntax.js'
import { RegexMatcher, RegexTooCostlyError } from './regex-matcher.js'
import { ProgramBuilder } from './regex-program.js'

export interface TextCondition {
  matches(text: string): boolean
}

/**
 * Compiles an extended expression. `.` matches a newline, and `^` and `$` the ends of the whole text.
 *
 * @param workMax What all calls together may cost: characters, and eight for each step that is not known by heart yet.
 *   With a limit back-references are refused, for which no way is known that never takes for ever.
 * @param ignoresCase Whether letters match whatever their case. Default: no.
 * @throws {RegexSyntaxError} The expression is malformed.
 * @throws {RegexTooCostlyError} It has back-references, and there is a limit; or, of `matches`, the limit is reached.
 */
export function compileExtendedRegex(source: string, workMax: number, ignoresCase = false): TextCondition {
  const builder = new ProgramBuilder(ignoresCase)
  parseExtendedRegex(source, builder)
  if (builder.hasBackReferences && workMax !== Infinity)
    throw new RegexTooCostlyError('it has back-references')
  // Where there is nothing to choose from, JavaScript does not try twice, and does so ten times as fast.
  if (builder.hasBackReferences || builder.isPlain) return inJavaScript(source, ignoresCase)
  return new RegexMatcher(builder.finish(), workMax)
}

function inJavaScript(source: string, ignoresCase: boolean): TextCondition {
  const builder = new JavaScriptSource()
  parseExtendedRegex(source, builder)
  try {
    const regex = new RegExp(builder.source, ignoresCase ? 'isu' : 'su')
    return { matches: (text) => regex.test(text) }
  } catch (error) {
    throw new RegexSyntaxError(`not a regular expression: '${source}'`, { cause: error })
  }
}
