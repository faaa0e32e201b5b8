/** `--all`, `--branches`, `--tags`, `--remotes`, `--glob`, `--exclude…` and `--disambiguate` of `rev-parse`. */
import type { Repository } from '../../../repo/repository.js'
import { ExitWith } from '../../failure.js'
import { RefExclusions } from '../../ref-exclusions.js'
import { matchingRefs } from '../../ref-names.js'
import { bisectTerms } from '../../../repo/refs/bisect-terms.js'
import type { RevOutput } from './rev-output.js'

const FOLDERS: Record<string, string> = {
  '--branches': 'refs/heads/',
  '--tags': 'refs/tags/',
  '--remotes': 'refs/remotes/',
}
const ABBREVIATION_MIN = 4
/** Git's, where a command itself ends with an error. */
const STATUS_ERROR = 255

export class RefOptions {
  private readonly excluded = new RefExclusions()

  constructor(
    private readonly repo: () => Repository,
    private readonly output: RevOutput,
    private readonly complain: (line: string) => void,
  ) {}

  /** @returns False: it is another kind of option. */
  take(name: string, value: string | undefined): boolean {
    const folder = FOLDERS[name]
    if (folder !== undefined) this.showFolder(name, folder, value)
    else if (name === '--all' && value === undefined) this.showRefs('', undefined)
    else if (name === '--glob' && value !== undefined) this.showRefs('', value)
    else if (name === '--exclude' && value !== undefined) this.excluded.add(value)
    else if (name === '--exclude-hidden' && value !== undefined) this.excluded.hide(value, this.repo())
    else if (name === '--disambiguate' && value !== undefined) this.showCandidates(value)
    else if (name === '--bisect' && value === undefined) this.showBisect()
    else return false
    return true
  }

  private showFolder(option: string, folder: string, pattern: string | undefined): void {
    if (this.excluded.hidesRefs) {
      this.complain(`error: --exclude-hidden cannot be used together with ${option}`)
      throw new ExitWith(STATUS_ERROR)
    }
    this.showRefs(folder, pattern)
  }

  /** @param trimmed What is cut off the front of names before they are shown and compared to `--exclude`. */
  private showRefs(folder: string, pattern: string | undefined, trimmed = folder): void {
    for (const ref of matchingRefs(this.repo(), folder, pattern)) {
      const name = ref.name.slice(trimmed.length)
      if (!this.excluded.covers(name)) this.output.showRev(false, ref.oid, name)
    }
    this.excluded.clear()
  }

  private showCandidates(prefix: string): void {
    if (prefix.length < ABBREVIATION_MIN || !/^[0-9a-fA-F]+$/.test(prefix)) return
    for (const oid of this.repo().odb.candidates(prefix.toLowerCase())) {
      this.output.showRev(false, oid, undefined)
    }
  }

  private showBisect(): void {
    const repo = this.repo()
    const terms = bisectTerms(repo.gitDir)
    for (const { oid, name } of repo.refs(`refs/bisect/${terms.bad}`)) this.output.showRev(false, oid, name)
    for (const { oid, name } of repo.refs(`refs/bisect/${terms.good}`)) this.output.showRev(true, oid, name)
  }
}
