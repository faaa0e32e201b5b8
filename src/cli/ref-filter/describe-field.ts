/** `%(describe:tags,abbrev=<n>,match=<glob>,exclude=<glob>)`: what git-describe(1) says of a commit. */
import { parseBool } from '../../repo/config/config-values.js'
import { Describer, type DescribeOptions } from '../../repo/naming/describer.js'
import { FatalError } from '../failure.js'
import { parseAbbreviation } from '../options/abbrev-option.js'
import { textToRaw } from '../../object/raw-text.js'
import type { ObjectValue } from './field.js'
import { badOption } from './field-syntax.js'

/** @throws {FatalError} An option is unknown, or its value makes no sense. */
export function describeField(option: string | undefined): ObjectValue {
  const options = parseDescribeOptions(option ?? '')
  let describer: Describer | undefined
  return ({ oid, commit, tag }, { repo }) => {
    const described = commit ? oid : tag ? repo.tryPeel(oid, 'commit') : undefined
    if (described === undefined) return ''
    describer ??= new Describer(repo, options)
    const description = describer.hasNoNames ? undefined : describer.describe(described)
    return description && 'text' in description ? textToRaw(description.text) : ''
  }
}

function parseDescribeOptions(text: string): DescribeOptions {
  const [match, exclude]: [string[], string[]] = [[], []]
  let tags = false
  let abbrev: DescribeOptions['abbrev'] = 'auto'
  for (let rest = text; rest !== '';) {
    const [whole, name, value] = /^(tags|abbrev|match|exclude)(?:=([^,]*))?(?:,|$)/.exec(rest) ?? []
    if (whole === undefined) throw badOption('describe', rest)
    if (name === 'tags') {
      const isSet = value === undefined ? true : parseBool(value)
      if (isSet === undefined) throw badOption('describe', rest)
      tags = isSet
    } else if (name === 'abbrev') abbrev = parseDigits(value, rest)
    else {
      if (value === undefined || value === '') throw new FatalError(`value expected describe:${name!}=`)
      ;(name === 'match' ? match : exclude).push(value)
    }
    rest = rest.slice(whole.length)
  }
  return { tags, abbrev, match, exclude }
}

/** @param rest The options from this one on, for the error. */
function parseDigits(value: string | undefined, rest: string): Exclude<DescribeOptions['abbrev'], undefined> {
  if (value === undefined || value === '') throw new FatalError('argument expected for describe:abbrev')
  const given = rest.slice('abbrev='.length)
  if (/^\s*-0*[1-9]/.test(value)) throw new FatalError(`positive value expected describe:abbrev=${given}`)
  if (!/^\s*[+-]?\d+$/.test(value)) throw new FatalError(`cannot fully parse describe:abbrev=${given}`)
  const length = parseAbbreviation(value.trim(), 'abbrev')
  return length === 'full' ? 'none' : length
}
