import { describe, expect, test } from 'vitest'
import { UsageError } from '../../../src/cli/failure.js'
import type { OptionSpec } from '../../../src/cli/options/option-spec.js'
import { HelpRequested, type ParsedOptions, parseOptions } from '../../../src/cli/options/parse-options.js'

const SPECS: readonly OptionSpec[] = [
  { short: 'r' },
  { short: 't', mode: 'm' },
  { short: 's', mode: 'm' },
  { short: 'n', long: 'max-count', value: 'required' },
  { long: 'batch', value: 'optional', negatable: false },
  { long: 'batch-check', value: 'optional', negatable: false },
  { long: 'buffer' },
  { long: 'no-replace' },
]

function parse(line: string): ParsedOptions {
  return parseOptions(SPECS, line.split(' '))
}

describe('parseOptions()', () => {
  test('takes an optional value only from the same argument', () => {
    expect(parse('--batch x').value('batch')).toBeUndefined()
    expect(parse('--batch x').has('batch')).toBe(true)
    expect(parse('--batch x').operands).toEqual(['x'])
    expect(parse('--batch=x').value('batch')).toBe('x')
    expect(parse('--batch=').value('batch')).toBe('')
  })

  test('takes a required value from the same argument or the next', () => {
    for (const line of ['-n5', '-n 5', '--max-count=5', '--max-count 5', '--max 5', '-rn5']) {
      expect(parse(line).number('max-count'), line).toBe(5)
    }
    expect(() => parse('-n')).toThrow(UsageError)
    expect(() => parse('--max-count=x').number('max-count')).toThrow(UsageError)
  })

  test('understands unique prefixes, and prefers an exact name', () => {
    expect(parse('--batch-').has('batch-check')).toBe(true)
    expect(parse('--batch').has('batch-check')).toBe(false)
    expect(() => parse('--b')).toThrow('ambiguous')
    expect(() => parse('--nothing')).toThrow('unknown option')
  })

  test('takes options back', () => {
    expect(parse('--buffer --no-buffer').has('buffer')).toBe(false)
    expect(parse('--buffer --no-buf').has('buffer')).toBe(false)
    expect(parse('--no-replace --replace').has('no-replace')).toBe(false)
    expect(() => parse('--no-batch')).toThrow(UsageError)
    expect(() => parse('--no-buffer=x')).toThrow(UsageError)
  })

  test('joins short options, and mixes options and operands up to --', () => {
    const parsed = parse('a -rt b -- -s')
    expect([parsed.has('r'), parsed.has('t'), parsed.has('s')]).toEqual([true, true, false])
    expect(parsed.operands).toEqual(['a', 'b', '-s'])
    expect(parse('- x').operands).toEqual(['-', 'x'])
  })

  test('refuses two modes at once, and not the same one twice', () => {
    expect(() => parse('-t -s')).toThrow(UsageError)
    expect(parse('-t -t').has('t')).toBe(true)
  })

  test('counts occurrences and gives the last value', () => {
    const parsed = parse('-n1 -n2')
    expect(parsed.count('max-count')).toBe(2)
    expect(parsed.all('max-count')).toEqual(['1', '2'])
    expect(parsed.value('max-count')).toBe('2')
  })

  test('stops at the first operand where the rest belongs to a subcommand', () => {
    const parsed = parseOptions(SPECS, ['-r', 'cmd', '-t', '--'], { stopAtOperand: true })
    expect(parsed.operands).toEqual(['cmd', '-t', '--'])
    expect(parsed.has('t')).toBe(false)
  })

  test('asks for the help: with status 129 for -h, with success for --help', () => {
    expect(() => parse('-h')).toThrow(new HelpRequested(129))
    expect(() => parse('--help')).toThrow(HelpRequested)
  })
})
