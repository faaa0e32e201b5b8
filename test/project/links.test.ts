/** Every relative link of the documents leads to a file, and its fragment to a heading there. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readText, ROOT, trackedFiles } from './files.js'

const documents = trackedFiles().filter((path) => path.endsWith('.md'))

describe('relative links', () => {
  it.each(documents)('of %s lead somewhere', (document) => {
    expect(relativeLinks(readText(document)).filter((link) => !leadsSomewhere(document, link))).toEqual([])
  })
})

function leadsSomewhere(document: string, link: string): boolean {
  const [path, fragment] = link.split('#', 2)
  const target = path === '' ? document : join(dirname(document), decodeURI(path!))
  if (!existsSync(join(ROOT, target))) return false
  return fragment === undefined || headingFragments(readText(target)).includes(fragment)
}

function relativeLinks(markdown: string): string[] {
  const prose = markdown.replace(/^```[^]*?^```/gm, '').replace(/`[^`\n]*`/g, '')
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link]) => link!)
    .filter((link) => !/^[a-z]+:/.test(link))
}

/** As GitHub makes them from headings. */
function headingFragments(markdown: string): string[] {
  const headings = [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading!)
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\- _]/gu, '')
      .replaceAll(' ', '-'),
  )
}
