import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { approxidate } from '../../../src/repo/date/approxidate.js'
import { GIT_ENVIRONMENT, initRepository, run, temporaryFolder } from '../../support/git.js'

/** Sun, 30 Aug 2009 19:20:00 UTC: what git's own test of dates takes for the present. */
const NOW = 1251660000

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone

/** What git makes of each date; it takes what it cannot read for the present. */
function byGit(dates: readonly string[], now: number, timeZone = zone): number[] {
  const cwd = initRepository(temporaryFolder())
  const env = { ...GIT_ENVIRONMENT, GIT_TEST_DATE_NOW: String(now), TZ: timeZone }
  const args = dates.map((date) => `--since=${date}`)
  const { stdout } = run('git', ['rev-parse', ...args], { cwd, env })
  return stdout
    .toString()
    .trim()
    .split('\n')
    .map((line) => Number(BigInt.asIntN(64, BigInt(line.slice('--max-age='.length)))))
}

describe('approxidate() agrees with git on', () => {
  test('the dates of git’s manuals and tests', () => {
    const dates = [
      'now',
      '5.seconds.ago',
      '5 seconds ago',
      '10.minutes.ago',
      'yesterday',
      '3.days.ago',
      '12:34:56.3.days.ago',
      '3.weeks.ago',
      '3.months.ago',
      '2.years.3.months.ago',
      '6am yesterday',
      '6pm yesterday',
      '3:00',
      '15:00',
      'noon today',
      'noon yesterday',
      'January 5th noon today',
      'last tuesday',
      'July 5th',
      '06/05/2009',
      '06.05.2009',
      'Jun 6, 5AM',
      '5AM Jun 6',
      '6AM, June 7, 2009',
      '2008-12-01',
      '2009-12-01',
      'never',
      'tea',
      'midnight',
      'one year ago',
      'ten days',
      'last friday noon',
      '2 fridays ago',
      'Thu, 07 Apr 2005 22:13:13 +0200',
      'Thu Apr 7 15:13:13 2005 -0700',
      '2005-04-07T22:13:13',
      '2005-04-07T22:13:13Z',
      '2005-04-07T22:13:13.123456Z',
      '20080214T203005',
      '20080214T203005 -04:00',
      '2008-02-14 20:30:45 -0500',
      '2008-02-14 20:30:45 EST',
      '2008-02-14 20:30:45 Z',
      '@1234567890 +0000',
      '@0 +0000',
      '@1234567890 -0730',
      '1112911993',
      '20070606',
      '101010',
      '1970-01-01 00:00:00 +0000',
      '2099-12-31 23:59:59 +0000',
      '1969-12-31',
      '7 Apr 05',
      'Apr 7',
      'Dec 02',
      'Dec 0002',
      '12/31',
      '31/12/2008',
      '1.2.03',
      '24:00',
      '23:59:60',
      'nonsense',
      '',
      '   ',
      'eleventy',
      'PM',
      '7 PM',
      'monday',
      '2005-13-45',
      '0',
      '31',
      '2009',
      '1899',
    ]
    expect(dates.map((date) => approxidate(date, NOW) ?? NOW)).toEqual(byGit(dates, NOW))
  })

  // Counting words are kept from numbers of many digits, whose products overflow git's arithmetic.
  test('whatever the words of dates can be put together to', () => {
    const word = fc.constantFrom(
      ...['yesterday', 'noon', 'midnight', 'tea', 'PM', 'am', 'now', 'last', 'ago', 'three', 'ten', 'Feb'],
      ...['december', 'Mon', 'fridays', 'seconds', 'minute', 'hours', 'days', 'week', 'months', 'years'],
      ...[
        'EST',
        'Z',
        'CEST',
        '15:13 +0200',
        '9:05:01 -08:00',
        '3:00 -0730',
        '2005-04-07',
        '7.4.2005',
        '4/7/05',
        '15:13',
      ],
      ...['22:13:13', '5', '12', '31', '0300', 'x', 'th', ','],
    )
    const separator = fc.constantFrom(' ', '.', ', ')
    const date = fc
      .array(fc.tuple(word, separator), { minLength: 1, maxLength: 6 })
      .map((parts) => parts.flat().join(''))
    // Git takes numbers on both sides of a '.' for a date of this year by the real clock, not by the test's.
    const dates = fc.sample(date, { seed: 20050407, numRuns: 3000 }).filter((text) => !/\d\.\d/.test(text))
    const expected = byGit(dates, NOW)
    const wrong = dates.filter((text, i) => (approxidate(text, NOW) ?? NOW) !== expected[i])
    expect(wrong).toEqual([])
  })
})

describe('approxidate() takes hours, as git does, for those by the clocks of the present', () => {
  const ownZone = process.env['TZ']
  afterEach(() => {
    if (ownZone === undefined) delete process.env['TZ']
    else process.env['TZ'] = ownZone
  })
  const SUMMER = NOW
  const WINTER = 1235000000
  const dates = [
    ...['6 months ago', '3.months.ago', '1 year 7 months ago', 'may', 'november', 'jan 5 noon', 'july 4th'],
    ...['26 weeks ago', '200 days ago', 'noon yesterday', '2008-12-24 18:00', 'last friday', '4 years ago'],
  ]
  const zones = ['America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kolkata', 'Europe/Moscow']
  test.each(zones.flatMap((each) => [[each, SUMMER] as const, [each, WINTER] as const]))(
    'in %s at %i',
    (each, now) => {
      process.env['TZ'] = each
      expect(dates.map((date) => approxidate(date, now))).toEqual(byGit(dates, now, each))
    },
  )
})

test('approxidate() overflows as git does', () => {
  const dates = [
    ...[
      '20050407 mondays ago',
      '1112911993 weeks ago',
      '99999999999999999999 days',
      '4294967297 seconds ago',
    ],
    ...['100 years ago', '3000000000 months ago'],
  ]
  expect(dates.map((date) => approxidate(date, NOW))).toEqual(byGit(dates, NOW))
})

test('approxidate() ends years where JavaScript can still count them', () => {
  const overflown = '4294000000 years ago' // which is 967,296 years ahead
  const seconds = approxidate(overflown, NOW)!
  expect(seconds).toBeGreaterThan(6e12)
  expect(seconds).toBeLessThan(8.64e12)
  expect(byGit([overflown], NOW)[0]).toBeGreaterThan(8.64e12)
})

test('approxidate() reads ISO 8601 times of reduced precision, as git does since 2.40', () => {
  const at = (hour: number, minute: number): number => new Date(2008, 1, 14, hour, minute).getTime() / 1000
  expect(approxidate('20080214T2030', NOW)).toBe(at(20, 30))
  expect(approxidate('20080214T20', NOW)).toBe(at(20, 0))
})

test('approxidate() is undefined for what has no word and no number of a date', () => {
  expect(approxidate('no such thing', NOW)).toBeUndefined()
  expect(approxidate('', NOW)).toBeUndefined()
})
