/** Rows as a table for the terminal, as Markdown, and as JSON. */
import Table from 'cli-table3'
import type { Row } from './compare.js'

const HEAD = ['', 'subject', 'by CPU time', 'by wall time', '× git', 'anonymous MiB', 'checked']

export function asTable(rows: readonly Row[]): string {
  const table = new Table({ head: HEAD, style: { head: [], border: [] } })
  for (const row of rows) table.push(cells(row))
  return table.toString()
}

export function asMarkdown(rows: readonly Row[]): string {
  const lines = [HEAD, HEAD.map((_, i) => (i < 2 || i === 6 ? '---' : '--:')), ...rows.map(cells)]
  return lines.map((line) => `| ${line.join(' | ')} |\n`).join('')
}

function cells(row: Row): string[] {
  const { count, total, ratio, memory, checked } = row
  const sample = total > 0 && count < total ? ` (scaled from ${count} of ${total})` : ''
  return [
    `${row.case} ${row.title}`,
    row.subject + sample,
    speed(row, row.cpu),
    speed(row, row.wall),
    ratio === 0 ? '' : ratio.toFixed(2),
    memory === 0 ? '' : (memory / 2 ** 20).toFixed(0),
    checked,
  ]
}

function speed({ shown, total, count }: Row, seconds: number): string {
  switch (shown) {
    case 'rate':
      return `${thousands((total || count) / seconds)}/s`
    case 'seconds':
      return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`
    case 'milliseconds':
      return `${(seconds * 1e3).toFixed(1)} ms`
  }
}

function thousands(rate: number): string {
  return rate < 1000 ? rate.toFixed(0) : `${(rate / 1000).toFixed(rate < 100_000 ? 1 : 0)} k`
}
