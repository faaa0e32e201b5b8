/** `--all`, `--branches`, `--tags`, `--remotes`, `--glob`, `--exclude` and `--disambiguate` of `rev-parse`. */
import { wildmatch } from '../../../repo/wildmatch.js'
import type { Repository } from '../../../repo/repository.js'
import { matchingRefs } from '../../ref-names.js'
import type { RevOutput } from './rev-output.js'

const FOLDERS: Record<string, string> = {
  '--branches': 'refs/heads/',
  '--tags': 'refs/tags/',
  '--remotes': 'refs/remotes/',
}
const ABBREVIATION_MIN = 4

export class RefOptions {
  /** `--exclude` patterns; they hold until the next option that lists refs. */
  private excluded: string[] = []

  constructor(
    private readonly repo: () => Repository,
    private readonly output: RevOutput,
  ) {}

  /** @returns False: it is another kind of option. */
  take(name: string, value: string | undefined): boolean {
    const folder = FOLDERS[name]
    if (folder !== undefined) this.showRefs(folder, value)
    else if (name === '--all' && value === undefined) this.showRefs('refs/', undefined, '')
    else if (name === '--glob' && value !== undefined) this.showRefs('', value)
    else if (name === '--exclude' && value !== undefined) this.excluded.push(value)
    else if (name === '--disambiguate' && value !== undefined) this.showCandidates(value)
    else if (name === '--bisect' && value === undefined) this.showBisect()
    else return false
    return true
  }

  /** @param trimmed What is cut off the front of names before they are shown and compared to `--exclude`. */
  private showRefs(folder: string, pattern: string | undefined, trimmed = folder): void {
    for (const ref of matchingRefs(this.repo(), folder, pattern)) {
      const name = ref.name.slice(trimmed.length)
      if (!this.excluded.some((exclude) => wildmatch(exclude, name)))
        this.output.showRev(false, ref.oid, name)
    }
    this.excluded = []
  }

  private showCandidates(prefix: string): void {
    if (prefix.length < ABBREVIATION_MIN || !/^[0-9a-fA-F]+$/.test(prefix)) return
    for (const oid of this.repo().odb.candidates(prefix.toLowerCase())) {
      this.output.showRev(false, oid, undefined)
    }
  }

  private showBisect(): void {
    for (const ref of this.repo().refs('refs/bisect/bad')) this.output.showRev(false, ref.oid, ref.name)
    for (const ref of this.repo().refs('refs/bisect/good')) this.output.showRev(true, ref.oid, ref.name)
  }
}
