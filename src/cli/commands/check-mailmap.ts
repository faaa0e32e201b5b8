/** `packmap check-mailmap`: the proper names and addresses of people. */
import { resolve } from 'node:path'
import { bytesToRaw, textToRaw } from '../../object/raw-text.js'
import { parsePerson } from '../../repo/format/commit-text.js'
import type { Mailmap } from '../../repo/mailmap.js'
import type { CommandDescription } from '../command.js'
import type { CommandContext } from '../context.js'
import { FatalError } from '../failure.js'
import { LineReader } from '../io/line-reader.js'
import { parseOptions } from '../options/parse-options.js'

const LF = 0x0a

export const description: CommandDescription = {
  name: 'check-mailmap',
  forms: ['[<options>] <contact>…'],
  description: `Prints for each contact, such as "Name <address>" or an address alone, what the mailmap says that is to be
shown for it; a contact that it says nothing of stays as it is.`,
  options: [
    { long: 'stdin', help: 'read contacts from standard input too, one a line' },
    { long: 'mailmap-file', value: 'required', valueName: 'file', help: 'read this mailmap too' },
    { long: 'mailmap-blob', value: 'required', valueName: 'blob', help: 'read the mailmap of this blob too' },
  ],
  examples: [
    { command: "packmap check-mailmap 'Ada <ada@example.org>'", purpose: 'how a contributor is listed' },
  ],
}

export function run(args: readonly string[], context: CommandContext): number {
  const options = parseOptions(description.options, args)
  const { operands } = options
  if (operands.length === 0 && !options.has('stdin')) throw new FatalError('no contacts specified')
  const repo = context.repository()
  const mailmap = repo.mailmap()
  const blob = options.value('mailmap-blob')
  const file = options.value('mailmap-file')
  if (blob !== undefined) mailmap.addBlob(repo, blob)
  if (file !== undefined) mailmap.addFile(resolve(context.cwd, file))
  for (const contact of operands) context.out.raw(`${properContact(mailmap, textToRaw(contact))}\n`)
  if (!options.has('stdin')) return 0
  const lines = new LineReader(context.streams.stdin, LF, () => {
    context.out.flush()
  })
  while (lines.next()) {
    const contact = bytesToRaw(lines.buffer.subarray(lines.begin, lines.end))
    context.out.raw(`${properContact(mailmap, contact)}\n`)
  }
  return 0
}

/** @param contact One unit a byte. */
function properContact(mailmap: Mailmap, contact: string): string {
  const { name, email } = mailmap.map(parsePerson(contact) ?? { name: '', email: contact })
  return `${name === '' ? '' : `${name} `}<${email}>`
}
