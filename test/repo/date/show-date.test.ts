import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseDateMode, showDate } from '../../../src/repo/date/show-date.js'
import { git, GIT_ENVIRONMENT, gitText, initRepository, run, temporaryFolder } from '../../support/git.js'

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
/** A present that git can be told to take, later than every date here and within 31 bits. */
const NOW = 2_000_000_000
/** Git refuses what is before 1970 in its own zone. */
const DAY = 86_400
const MODES = [
  'default',
  'relative',
  'iso',
  'iso-strict',
  'rfc',
  'short',
  'raw',
  'unix',
  'local',
  'iso-local',
  'raw-local',
  'human',
  'human-local',
  'format:%a %A %b %B %C %d %e %g %G %H %I %j %k %l %m %M %n',
  'format:%p %P %S %t %u %U %V %w %W %y %Y %z %Z %% %s %h',
  'format:%c | %D | %F | %R | %r | %T | %X | %x | %Ey %Od',
  'format-local:%F %T %z %s',
  'format:',
  'auto:iso',
]

/** What git shows of each date in every mode, one mode a line. */
function byGit(dates: readonly (readonly [seconds: number, zone: string])[]): string[][] {
  const cwd = initRepository(temporaryFolder())
  const stream = dates.map(
    ([seconds, offset], at) =>
      `tag t${String(at).padStart(3, '0')}\nfrom refs/heads/main\ntagger A <a> ${seconds} ${offset}\ndata 0\n\n`,
  )
  const first = 'commit refs/heads/main\ncommitter A <a> 1 +0000\ndata 0\n\n'
  git(cwd, ['fast-import', '--quiet', '--date-format=raw-permissive'], first + stream.join(''))
  expect(gitText(cwd, ['tag'])).toContain('t000')
  const format = `--format=${MODES.map((mode) => `%(taggerdate:${mode})`).join('%01')}`
  const env = { ...GIT_ENVIRONMENT, GIT_TEST_DATE_NOW: String(NOW), TZ: zone }
  const { stdout } = run('git', ['for-each-ref', `${format}%02`, 'refs/tags'], { cwd, env })
  const shown = stdout.toString().split('\u0002\n').slice(0, -1)
  // Git before 2.45 wrote no Z for UTC.
  return shown.map((modes) => modes.split('\u0001').map((text) => text.replace(/(T.{8})\+00:00$/, '$1Z')))
}

test('showDate() shows every date as git does, in every mode', () => {
  const date = fc.tuple(
    fc.integer({ min: DAY, max: NOW - 1 }),
    fc.constantFrom('+0000', '-0700', '+0530', '-0030', '+1400', '-1200', '+0099'),
  )
  const ages = [0, 1, 89, 90, 5000, 5400, 129_599, 129_600, 1_000_000, 6_000_000, 31_000_000, 50_000_000]
  const near = ages.map((age): [number, string] => [NOW - age, '+0000'])
  const dates = [...near, ...fc.sample(date, { numRuns: 80, seed: 20261 })]
  const shown = dates.map(([seconds, offset]) =>
    MODES.map((mode) => showDate(seconds, Number(offset), parseDateMode(mode)!, NOW)),
  )
  expect(shown).toEqual(byGit(dates))
})

test('showDate() calls what is to come the future, and takes what no calendar can hold for the beginning', () => {
  expect(showDate(NOW + 1, 0, parseDateMode('relative')!, NOW)).toBe('in the future')
  expect(showDate(1e18, 0, parseDateMode('iso')!)).toBe('1970-01-01 00:00:00 +0000')
})

test('parseDateMode() knows no other names', () => {
  const names = ['', 'isolocal', 'long', 'local-local', 'format', 'auto:long']
  expect(names.map((name) => parseDateMode(name))).toEqual(names.map(() => undefined))
})

test('parseDateMode() takes the mode behind auto: for a terminal', () => {
  expect(parseDateMode('auto:iso', true)).toEqual(parseDateMode('iso'))
  expect(parseDateMode('auto:iso', false)).toEqual(parseDateMode('default'))
})
