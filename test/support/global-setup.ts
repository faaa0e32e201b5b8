/** Keeps the user's own git configuration out of every test. */
export default function setup(): void {
  process.env['GIT_CONFIG_GLOBAL'] = '/dev/null'
  process.env['GIT_CONFIG_NOSYSTEM'] = '1'
}
